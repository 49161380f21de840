/** `memsim cast`: runs a script on a scratch machine and records it for asciinema. */
import { basename } from 'node:path';
import { readLine } from '../../experiments/script.ts';
import { type CastStep, castFile } from '../../views/text/cast.ts';
import { runGuarded } from '../dispatch/runner.ts';
import { safeOutput } from '../output/safe-output.ts';
import { type ResultFlags, writeResult } from '../output/write-result.ts';
import type { Output } from '../session/host.ts';
import { scratchSession } from '../session/scratch.ts';
import type { Caller, Session } from '../session/session.ts';
import { readScript } from './run.ts';

const WIDTH = 100;
const HEIGHT = 30;

/** Arguments of `cast`. The script is read before the machine is loaded. */
export const readCastScript = (
  { host }: Caller,
  file: string,
  flags: ResultFlags,
): [string, string[], ResultFlags] => [file, readScript(host, file, 'cast'), flags];

/** A terminal that keeps its output. */
function keptTerminal(): { output: Output; take(): string } {
  let text = '';
  return {
    output: {
      write: (data) => {
        text += Buffer.from(data).toString();
      },
      isTerminal: true,
      columns: WIDTH,
    },
    take() {
      const taken = text;
      text = '';
      return taken;
    },
  };
}

/** The line as it is typed at a prompt; of the tools, only ndctl prints the same with `memsim` before it. */
const typedLine = (line: string): string =>
  /^\s*(?:#|(?:memsim|ndctl)\s)/.test(line) ? line : `memsim ${line.trim()}`;

/** Environment of the recorded terminal, independent of the caller. */
const ENV = { TERM: 'xterm-256color', LANG: 'C.UTF-8' };

/** Runs the lines of a script on a scratch session, as on a terminal; returns the recording. */
export async function recordCast(
  scratch: Session,
  script: readonly string[],
  title: string,
): Promise<string> {
  const terminal = keptTerminal();
  const session: Session = {
    ...scratch,
    host: { ...scratch.host, env: ENV },
    settings: { quiet: false, color: 'always' },
    out: safeOutput(terminal.output, true),
    err: safeOutput(terminal.output, true),
  };
  const steps: CastStep[] = [];
  for (const text of script) {
    if (text.trim() === '') continue;
    const line = readLine(text);
    if (line.argv.length > 0) await runGuarded(session, line);
    steps.push({ line: typedLine(text), output: terminal.take() });
  }
  return castFile(steps, { width: WIDTH, height: HEIGHT, title });
}

/** Records a script on a scratch machine. */
export async function cast(
  session: Session,
  file: string,
  script: string[],
  flags: ResultFlags,
): Promise<number> {
  const title = file === '-' ? 'memsim' : basename(file);
  writeResult(session, 'cast', flags, await recordCast(scratchSession(session.host), script, title));
  return 0;
}
