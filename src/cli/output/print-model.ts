/** How commands that answer with data print it: as text for people, or with `--json` as it is. */
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
 * Prints the model, or the text that is made of it.
 *
 * @param plainWidth columns of the text where `out` is no terminal
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
