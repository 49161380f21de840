/** Output of models: as text, or with `--json` as data. */
import type { Terminal } from '../../views/base/theme.ts';
import type { Output } from '../session/host.ts';
import { type Session, say } from '../session/session.ts';
import { terminalOf } from './terminal.ts';

export interface JsonFlag {
  json?: boolean;
}

/** Version of the shapes of `--json`; incremented when a field is removed or changes its meaning. */
export const JSON_VERSION = 1;

/** The data as the object that is printed: a list is its `rows`. */
const versioned = (data: object): object => ({
  version: JSON_VERSION,
  ...(Array.isArray(data) ? { rows: data as unknown[] } : data),
});

/** Data as the text of one object with the version of its shape. */
export const jsonText = (data: object): string => `${JSON.stringify(versioned(data), null, 2)}\n`;

/** Prints data as one object with the version of its shape. */
export const printJson = (out: Output, data: object): void => out.write(jsonText(data));

/** Reports the result of a command that prints nothing else: as data, or in a line for a reader. */
export function report(
  session: Pick<Session, 'settings' | 'out' | 'err'>,
  { json = false }: JsonFlag,
  data: object,
  line: string,
): void {
  if (json) printJson(session.out, data);
  else if (!session.settings.quiet) say(session, line);
}

/**
 * Prints a model as text or as JSON.
 *
 * @param plainWidth columns of the text unless `out` is a terminal
 */
export function printModel<T extends object>(
  { host, settings, out }: Pick<Session, 'host' | 'settings' | 'out'>,
  { json = false }: JsonFlag,
  model: T,
  render: (model: T, terminal: Terminal) => string,
  plainWidth?: number,
): void {
  if (json) printJson(out, model);
  else out.write(render(model, terminalOf({ host, settings }, out, plainWidth)));
}
