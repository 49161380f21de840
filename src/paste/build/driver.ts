/** Commands on the machine that is built: the emulated tools, and writes to /sys. */

import { randomUuid } from '../../lib/uuid.ts';
import { ALONE } from '../../machine/command.ts';
import { logCommand } from '../../machine/command-log.ts';
import { copyOf } from '../../machine/copy.ts';
import { echo } from '../../machine/echo.ts';
import type { Machine } from '../../machine/machine.ts';
import { endOfTask } from '../../machine/task-end.ts';
import { loadTool, type ToolName } from '../../machine/tools.ts';
import { failed } from '../../wall/files.ts';

export interface ToolRun {
  rc: number;
  stdout: string;
  stderr: string;
}

/** A machine under construction. Commands that change it enter its command log. */
export interface Driver {
  readonly machine: Machine;
  /**
   * Runs a tool.
   *
   * @param uuids the next uuids that the tool generates; after them, those of the machine's generator
   */
  run(tool: ToolName, argv: readonly string[], uuids?: readonly (string | undefined)[]): Promise<ToolRun>;
  /** Returns false if the write fails. */
  write(path: string, value: string): boolean;
  /** The text of an attribute; undefined if it cannot be read. */
  read(path: string): string | undefined;
  /** A driver of a copy of the machine, whose commands are not logged. */
  trial(): Driver;
}

function driverOf(machine: Machine, isTrial: boolean): Driver {
  const log = (argv: readonly string[], rc: number): void => {
    if (!isTrial) logCommand(machine.commandLog, { argv: [...argv], rc });
  };
  return {
    machine,
    async run(tool, argv, uuids = []) {
      const left = [...uuids];
      const newUuid = (): string => left.shift() ?? randomUuid(machine.kernel.state.rng);
      const env = { ...ALONE, files: machine.files, newUuid };
      const { rc, stdout, stderr } = await (await loadTool(tool))(argv, env).catch(endOfTask);
      if (argv[0] !== 'list') log([tool, ...argv], rc);
      return { rc, stderr, stdout: typeof stdout === 'string' ? stdout : '' };
    },
    write(path, value) {
      const failure = echo(machine.files, path, value);
      log(['write', path, value], failure === undefined ? 0 : 1);
      return failure === undefined;
    },
    read(path) {
      const text = machine.files.read(path);
      return failed(text) ? undefined : text.trim();
    },
    trial: () => driverOf(copyOf(machine), true),
  };
}

/** The driver of a machine: its log keeps the commands and writes, those of a trial copy excepted. */
export const driveMachine = (machine: Machine): Driver => driverOf(machine, false);

/** The last line that a failed command wrote to stderr. */
export const lastMessage = ({ stderr, rc }: ToolRun): string =>
  stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .at(-1) ?? `exit ${rc}`;
