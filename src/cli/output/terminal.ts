/** Properties of output streams for views. */
import type { Terminal } from '../../views/base/theme.ts';
import type { Output } from '../session/host.ts';
import type { Session } from '../session/session.ts';
import { colorLevel } from './color.ts';

/** Columns of long explanations and call graphs without a terminal. */
export const PLAIN_WIDTH = 100;
/** Columns without a terminal of facts that are one line each, which other programs may select. */
export const UNBROKEN = Number.POSITIVE_INFINITY;

/**
 * Width, colours and character set of a stream. The character set is ASCII unless the locale is UTF-8.
 *
 * @param plainWidth columns unless the stream is a terminal
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
