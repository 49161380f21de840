/** Commands that only the shell has. */
import { type BuiltinName, EXIT, HELP } from './builtin-names.ts';
import { overview } from './overview.ts';
import type { Shell } from './shell.ts';

interface Builtin extends BuiltinName {
  /** Tests whether the arguments are for this command, if memsim has one of the same name. */
  takes?: (args: string[]) => boolean;
  run(shell: Shell, args: string[]): void | Promise<void>;
}

const BUILTINS: readonly Builtin[] = [
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
