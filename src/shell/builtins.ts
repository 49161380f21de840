/** The shell's own commands. */
import { refusal } from '../machine/refusal.ts';
import { type BuiltinName, EXIT, HELP, REDO, UNDO } from './builtin-names.ts';
import { overview } from './overview.ts';
import type { Shell } from './shell.ts';

interface Builtin extends BuiltinName {
  /** Tests whether the arguments are for this command, if memsim has one of the same name. */
  takes?: (args: string[]) => boolean;
  run(shell: Shell, args: string[]): void | Promise<void>;
}

async function step({ machine, host }: Shell, way: 'undo' | 'redo'): Promise<void> {
  const found = (await machine()).step(way);
  if (found === undefined) throw refusal(`${way}: there is nothing to ${way}`);
  const word = way === 'undo' ? 'undone' : 'done again';
  const more = found.left > 0 ? ` (${found.left} more)` : '';
  host.stderr.write(`memsim: ${word}: ${found.command}${more}\n`);
}

const BUILTINS: readonly Builtin[] = [
  { ...UNDO, run: (shell) => step(shell, 'undo') },
  { ...REDO, run: (shell) => step(shell, 'redo') },
  {
    ...HELP,
    takes: ([name]) => name === undefined || aboutOf(name) !== undefined,
    run({ host }, [name]) {
      const about = aboutOf(name);
      host.stdout.write(about === undefined ? overview(host) : `${name}: ${about}\n`);
    },
  },
  {
    ...EXIT,
    run: (shell) => {
      shell.ended = true;
    },
  },
];

/** The description of a command; undefined for `help`, which memsim explains, and for other words. */
function aboutOf(name: string | undefined): string | undefined {
  if (name === undefined || name === 'help') return undefined;
  return BUILTINS.find(({ names }) => names.includes(name))?.about;
}

/** The command of a line; undefined for commands of memsim. */
export const builtinFor = (name: string, args: string[]): Builtin | undefined =>
  BUILTINS.find(({ names, takes }) => names.includes(name) && (takes === undefined || takes(args)));
