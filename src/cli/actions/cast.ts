/** `memsim cast`: a script run on a machine of its own, as a recording that asciinema plays. */
import { basename } from 'node:path';
import { isRefusal } from '../../machine/refusal.ts';
import { type CastStep, castFile } from '../../views/cast.ts';
import type { Output } from '../host.ts';
import { runLine } from '../run-line.ts';
import { scratchSession } from '../scratch.ts';
import type { Session } from '../session.ts';
import { splitWords } from '../words.ts';
import { writeOut } from './share.ts';

export interface CastFlags {
  output?: string;
}

const WIDTH = 100;
const HEIGHT = 30;

/** A terminal that keeps what is written to it. */
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

/** memsim's name before a command may be there or not. */
const withoutName = (words: string[]): string[] => (words[0] === 'memsim' ? words.slice(1) : words);

async function runStep(session: Session, line: string): Promise<void> {
  try {
    const words = withoutName(splitWords(line));
    if (words.length > 0) await runLine(session, words);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    session.err.write(`memsim: ${error.message}\n`);
  }
}

/** A line as it is typed at a prompt, where memsim's name is not left out. */
const typedLine = (line: string): string =>
  /^\s*(?:#|(?:memsim|ndctl|daxctl)\s)/.test(line) ? line : `memsim ${line.trim()}`;

/** Environment of the terminal that is recorded, whatever the caller's is. */
const ENV = { TERM: 'xterm-256color', LANG: 'C.UTF-8' };

export async function cast(
  { host, out, err, ...user }: Session,
  file: string,
  script: string[],
  { output }: CastFlags,
): Promise<number> {
  const terminal = keptTerminal();
  const scratch: Session = {
    ...scratchSession({ ...host, env: ENV }),
    settings: { quiet: false, color: 'always' },
    out: terminal.output,
    err: terminal.output,
  };
  const steps: CastStep[] = [];
  for (const line of script) {
    if (line.trim() === '') continue;
    await runStep(scratch, line);
    steps.push({ line: typedLine(line), output: terminal.take() });
  }
  const title = file === '-' ? 'memsim' : basename(file);
  writeOut({ host, out, err, ...user }, output, castFile(steps, { width: WIDTH, height: HEIGHT, title }));
  return 0;
}
