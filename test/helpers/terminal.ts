/** The built program on a pseudo-terminal, typed at as a person would. */
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { onTestFinished } from 'vitest';
import { PATIENCE } from './patience.ts';

const MEMSIM = join(import.meta.dirname, '..', '..', 'bin', 'memsim');

export const KEY = {
  enter: '\r',
  tab: '\t',
  up: '\u001b[A',
  down: '\u001b[B',
  interrupt: '\u0003',
  end: '\u0004',
} as const;

export interface TestTerminal {
  /** Sends keys as they are. */
  press(...keys: string[]): void;
  /** Waits until what came since the last wait matches; that text, without control sequences. */
  see(pattern: RegExp): Promise<string>;
  /** Types a line and waits for the next prompt; what was printed between. */
  run(line: string): Promise<string>;
  resize(columns: number, rows: number): void;
  /** The exit code, once the program has ended. */
  ended: Promise<number>;
}

/** A prompt on a line of its own: the one that was there may be drawn again before the command runs. */
const NEXT_PROMPT = /\nmemsim[^>\n]*> $/;

/** Text without colours and cursor movements, carriage returns and bells. */
const plain = (text: string): string =>
  text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replace(/[\r\u0007]/g, '');

export function openTerminal(
  state: string,
  args: string[] = [],
  env: Record<string, string> = {},
  inBash = false,
): TestTerminal {
  // bash has job control; the program is typed there.
  const child = spawn(inBash ? 'bash' : MEMSIM, inBash ? ['--norc', '-i'] : args, {
    cols: 80,
    rows: 24,
    env: { PATH: process.env.PATH ?? '', TERM: 'xterm', LANG: 'C.UTF-8', MEMSIM_STATE: state, ...env },
  });
  let fresh = '';
  let wake = (): void => {};
  child.onData((data) => {
    fresh += data;
    wake();
  });
  const ended = new Promise<number>((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)));
  if (inBash) child.write(`${MEMSIM} ${args.join(' ')}\r`);
  onTestFinished(() => child.kill('SIGKILL'));

  const see = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        wake = () => {};
        reject(new Error(`no ${pattern} in: ${JSON.stringify(plain(fresh))}`));
      }, PATIENCE);
      wake = () => {
        const text = plain(fresh);
        if (!pattern.test(text)) return;
        clearTimeout(late);
        wake = () => {};
        fresh = '';
        resolve(text);
      };
      wake();
    });

  return {
    press: (...keys) => child.write(keys.join('')),
    see,
    async run(line) {
      child.write(`${line}\r`);
      return see(NEXT_PROMPT);
    },
    resize: (columns, rows) => child.resize(columns, rows),
    ended,
  };
}
