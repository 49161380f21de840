/** Reads text of JSON by a schema. Errors are one line that names the field. */
import type * as z from 'zod/mini';

type Issue = z.core.$ZodIssue;

/** An error of a JSON text: the field, empty for the whole text, and a message that names it. */
export interface Fault {
  path: readonly PropertyKey[];
  message: string;
}

/** `steps[1].goals[0].when.path`; empty for the whole text. */
export const pathText = (keys: readonly PropertyKey[]): string =>
  keys.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  );

/** Message of issues whose schema has none, in place of the message of a locale another module may have set. */
const SILENT = 'Invalid input';

function reason(issue: Issue): string {
  if (issue.code !== 'invalid_type' || issue.message !== SILENT) return issue.message;
  return issue.input === undefined ? 'is missing' : `must be of type ${issue.expected}`;
}

function faultOf(issue: Issue, whole: string): Fault {
  const { code, path, ...rest } = issue;
  const field = pathText(path) || whole;
  if (code === 'unrecognized_keys' && 'keys' in rest)
    return { path, message: `${field}: unknown field '${rest.keys.join("', '")}'` };
  return { path, message: `${field}: ${reason(issue)}` };
}

/**
 * Checks data by a schema.
 *
 * @param whole name of the whole data in faults that concern no field
 */
export function checkJson<T>(
  schema: z.ZodMiniType<T>,
  data: unknown,
  whole: string,
): { data: T } | { faults: Fault[] } {
  const result = schema.safeParse(data, { reportInput: true, error: () => SILENT });
  return result.success
    ? { data: result.data }
    : { faults: result.error.issues.map((issue) => faultOf(issue, whole)) };
}

/**
 * Parses JSON text by a schema.
 *
 * @param whole name of the whole text in errors that concern no field
 * @param file file name for the message
 * @throws an Error whose message names file and field
 */
export function readJson<T>(schema: z.ZodMiniType<T>, text: string, whole: string, file?: string): T {
  const wrong = (message: string): Error => new Error(file === undefined ? message : `${file}: ${message}`);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw wrong(`not JSON: ${(error as Error).message}`);
  }
  const result = checkJson(schema, data, whole);
  if ('faults' in result) throw wrong(result.faults[0]!.message);
  return result.data;
}
