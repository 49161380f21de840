/** Reads text of JSON by a schema. Errors are one line that names the field. */
import type * as z from 'zod/mini';

type Issue = z.core.$ZodIssue;

/** `steps[1].goals[0].when.path`; empty for the whole text. */
const pathText = (keys: readonly PropertyKey[]): string =>
  keys.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  );

function issueText({ code, path, message, ...rest }: Issue, whole: string): string {
  const field = pathText(path) || whole;
  if (code === 'unrecognized_keys' && 'keys' in rest)
    return `${field}: unknown field '${rest.keys.join("', '")}'`;
  return `${field}: ${message}`;
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
  const result = schema.safeParse(data);
  if (!result.success) throw wrong(issueText(result.error.issues[0]!, whole));
  return result.data;
}
