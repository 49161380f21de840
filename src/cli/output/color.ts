/**
 * The colour level of a stream. Precedence: --color, NO_COLOR, FORCE_COLOR, the type of the terminal.
 */
import type { ColorLevel } from '../../views/base/theme.ts';
import type { Output } from '../session/host.ts';

export type ColorWhen = 'auto' | 'always' | 'never';

type Env = Record<string, string | undefined>;

function terminalLevel(env: Env): ColorLevel {
  if (env.TERM === 'dumb') return 0;
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return 3;
  return /256color/.test(env.TERM ?? '') ? 2 : 1;
}

function forcedLevel(value: string, env: Env): ColorLevel {
  if (value === '0' || value === 'false') return 0;
  if (value === '1' || value === '2' || value === '3') return Number(value) as ColorLevel;
  return Math.max(terminalLevel(env), 1) as ColorLevel;
}

/** The chalk level of `stream`. */
export function colorLevel(when: ColorWhen, env: Env, stream: Output): ColorLevel {
  if (when === 'never') return 0;
  if (when === 'always') return forcedLevel('', env);
  if (env.NO_COLOR) return 0;
  if (env.FORCE_COLOR !== undefined) return forcedLevel(env.FORCE_COLOR, env);
  return stream.isTerminal ? terminalLevel(env) : 0;
}
