/** Output of models: as text, or with `--json` as data. */
import type { Terminal } from '../../views/base/theme.ts';
import type { Output } from '../session/host.ts';
import type { Session } from '../session/session.ts';
import { terminalOf } from './terminal.ts';

export interface JsonFlag {
  json?: boolean;
}

export const printJson = (out: Output, data: unknown): void =>
  out.write(`${JSON.stringify(data, null, 2)}\n`);

/**
 * Prints a model as text or as JSON.
 *
 * @param plainWidth columns of the text unless `out` is a terminal
 */
export function printModel<T>(
  { host, settings, out }: Pick<Session, 'host' | 'settings' | 'out'>,
  { json = false }: JsonFlag,
  model: T,
  render: (model: T, terminal: Terminal) => string,
  plainWidth?: number,
): void {
  if (json) printJson(out, model);
  else out.write(render(model, terminalOf({ host, settings }, out, plainWidth)));
}
