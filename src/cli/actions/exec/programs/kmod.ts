/** lsmod, modinfo and rmmod of kmod 30, as far as the modules of the emulated kernel go. */
import { type Module, modulesOf } from '../../../../machine/modules.ts';
import type { ToolResult } from '../../../../tools/tool.ts';
import { runningMachine } from '../../../session/current-machine.ts';
import type { Session } from '../../../session/session.ts';

const NAME_WIDTH = 19;
const SIZE_WIDTH = 8;

const modules = async (session: Session): Promise<Module[]> => modulesOf(await runningMachine(session));

/** The kernel writes names with underscores, whichever way they are typed. */
const nameOf = (word: string): string => word.replaceAll('-', '_');

const operandsIn = (argv: readonly string[]): string[] => argv.filter((word) => !word.startsWith('-'));

/** Names of the loaded modules; sizes and users are not modelled and print as `-`. */
export async function lsmod(session: Session): Promise<ToolResult> {
  const row = (name: string, size: string, users: string): string =>
    `${name.padEnd(NAME_WIDTH)} ${size.padStart(SIZE_WIDTH)}  ${users}\n`;
  const loaded = (await modules(session)).filter((module) => module.loaded);
  const rows = loaded.map(({ name }) => row(name, '-', '-'));
  return { rc: 0, stdout: row('Module', 'Size', 'Used by') + rows.join(''), stderr: '' };
}

/** Runs `each` on the names of a command line; the exit code is 1 when one of them fails. */
async function forEach(
  session: Session,
  argv: readonly string[],
  each: (name: string, module: Module | undefined) => Partial<ToolResult>,
): Promise<ToolResult> {
  const known = await modules(session);
  const results = operandsIn(argv).map((word) => {
    const name = nameOf(word);
    return each(
      name,
      known.find((module) => module.name === name),
    );
  });
  return {
    rc: results.length === 0 || results.some(({ rc }) => rc === 1) ? 1 : 0,
    stdout: results.map(({ stdout }) => stdout ?? '').join(''),
    stderr: results.map(({ stderr }) => stderr ?? '').join(''),
  };
}

/** The names of modules; their files and authors are not modelled. */
export const modinfo = (session: Session, argv: readonly string[]): Promise<ToolResult> =>
  forEach(session, argv, (name, module) =>
    module === undefined
      ? { rc: 1, stderr: `modinfo: ERROR: Module ${name} not found.\n` }
      : { stdout: `name:           ${name}\n` },
  );

/** Fails: modules stay loaded until the next boot. */
export const rmmod = (session: Session, argv: readonly string[]): Promise<ToolResult> =>
  forEach(session, argv, (name, module) => ({
    rc: 1,
    stderr: module?.loaded
      ? `rmmod: ${name}: memsim keeps modules until 'memsim reboot'\n`
      : `rmmod: ERROR: Module ${name} is not currently loaded\n`,
  }));
