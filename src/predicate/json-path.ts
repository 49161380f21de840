/**
 * Paths into JSON: `regions.namespaces.size`, `[dev=namespace0.0].size`, `[0].mode`. A name selects a
 * member of an object, or of every object of an array; `[key=value]` keeps the array elements with that
 * value; `[n]` selects one of them. A bare object counts as an array of one, since the tools print a single
 * device without an array.
 */

const SEGMENT = /\.?([A-Za-z_]\w*)|\[(\d+)\]|\[([A-Za-z_]\w*)=([^\]]*)\]/y;

type Select = (values: unknown[]) => unknown[];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const elements = (values: unknown[]): unknown[] => values.flat();

function property(name: string): Select {
  return (values) =>
    elements(values).flatMap((value) => (isRecord(value) && name in value ? [value[name]] : []));
}

function segment([, name, index, key, wanted]: RegExpExecArray): Select {
  if (name !== undefined) return property(name);
  if (index !== undefined) return (values) => elements(values).slice(Number(index), Number(index) + 1);
  return (values) => elements(values).filter((value) => isRecord(value) && String(value[key!]) === wanted);
}

/** The steps of a path, or undefined if it is malformed. */
export function parsePath(path: string): Select | undefined {
  const steps: Select[] = [];
  for (let at = 0; at < path.length; ) {
    SEGMENT.lastIndex = at;
    const found = SEGMENT.exec(path);
    if (found === null) return undefined;
    steps.push(segment(found));
    at = SEGMENT.lastIndex;
  }
  return (values) => steps.reduce((now, step) => step(now), values);
}

/** Every value at the path; arrays at its end are expanded. Throws RangeError for a malformed path. */
export function valuesAt(value: unknown, path: string): unknown[] {
  const select = parsePath(path);
  if (select === undefined) throw new RangeError(`no JSON path: ${path}`);
  return elements(select([value]));
}
