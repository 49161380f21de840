/** Lists as Python prints them, which the logs of deployment tools have in the place of JSON. */

const START = /^\s*`?\s*[[{]\s*(?:[[{]\s*)*(?:u?'\w{1,40}'\s*:|u?'\w{1,40}'\s*,)/;
const TOKEN = /u?'((?:[^'\\]|\\.)*)'|"(?:[^"\\]|\\.)*"|\b(?:True|False|None)\b/g;
const WORDS: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null' };

const quoted = (inner: string): string => `"${inner.replace(/\\'/g, "'").replace(/(?<!\\)"/g, '\\"')}"`;

/** The line as JSON if it begins a list of Python, with the marks of inline code removed; otherwise the line itself. */
export function jsonOfPython(line: string): string {
  if (!START.test(line)) return line;
  return line
    .replace(/^\s*`|`\s*$/g, '')
    .replace(TOKEN, (token, inner?: string) =>
      inner === undefined ? (WORDS[token] ?? token) : quoted(inner),
    );
}
