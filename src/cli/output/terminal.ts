/** What the views need to know of where their text goes. */
import type { Terminal } from '../../views/base/theme.ts';
import type { Output } from '../session/host.ts';
import type { Session } from '../session/session.ts';
import { colorLevel } from './color.ts';

/**
 * A terminal description of one stream of the session; ASCII where the locale is not UTF-8.
 *
 * @param plainWidth columns where the stream is no terminal
 */
export function terminalOf(
  { settings, host }: Pick<Session, 'settings' | 'host'>,
  stream: Output,
  plainWidth = stream.columns,
): Terminal {
  const { env } = host;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return {
    width: stream.isTerminal ? stream.columns : plainWidth,
    color: colorLevel(settings.color, env, stream),
    unicode: /utf-?8/i.test(locale),
  };
}
