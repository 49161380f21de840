/** `memsim.run(LINE)` for the browser's console and for programs that control the page. */
import { captureOutput } from '../cli/session/capture.ts';
import type { Settings } from '../cli/session/settings.ts';
import { typedWords } from '../experiments/words.ts';
import type { OpenMachine } from '../shell/open-machine.ts';
import { printError, runOn } from '../shell/shell.ts';
import { pageHost } from './host.ts';

export interface RunResult {
  code: number;
  stdout: string;
  stderr: string;
}

const PLAIN: Settings = { quiet: false, color: 'auto' };

/** Runs a command line on the machine of the page, as without a terminal. */
export async function runLine(machine: OpenMachine, line: string): Promise<RunResult> {
  const out = captureOutput();
  const err = captureOutput();
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
