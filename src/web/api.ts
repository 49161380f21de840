/** `memsim.run(LINE)` for the browser's console and for programs that drive the page. */
import type { Output } from '../cli/session/host.ts';
import type { Settings } from '../cli/session/settings.ts';
import { typedWords } from '../experiments/words.ts';
import type { OpenMachine } from '../shell/open-machine.ts';
import { printError, runOn } from '../shell/shell.ts';
import { pageHost } from './host.ts';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

const PLAIN: Settings = { quiet: false, color: 'auto' };
const COLUMNS = 80;

function kept(): { output: Output; text(): string } {
  const parts: Buffer[] = [];
  return {
    output: { write: (data) => void parts.push(Buffer.from(data)), isTerminal: false, columns: COLUMNS },
    text: () => Buffer.concat(parts).toString(),
  };
}

/** Runs a command line as it runs without a terminal, on the machine of the page. */
export async function runLine(machine: OpenMachine, line: string): Promise<Ran> {
  const out = kept();
  const err = kept();
  const host = pageHost(out.output, err.output);
  const run = async (): Promise<number> => {
    try {
      return await runOn(machine, host, PLAIN, typedWords(line));
    } catch (error) {
      return printError(host, error);
    }
  };
  const code = await run();
  return { code, stdout: out.text(), stderr: err.text() };
}
