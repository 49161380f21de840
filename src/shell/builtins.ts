/** Commands that only the shell has. */
import type { CommandSpec } from '../cli/complete/spec.ts';
import { refusal } from '../machine/refusal.ts';
import { overview } from './overview.ts';
import type { Shell } from './shell.ts';

export interface Builtin {
  /** The first is the one that is listed. */
  names: readonly string[];
  about: string;
  /** Where it shares its name with one of memsim's commands: whether the words are for it. */
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

export const BUILTINS: readonly Builtin[] = [
  {
    names: ['undo'],
    about: 'take back what the last command changed',
    run: (shell) => step(shell, 'undo'),
  },
  { names: ['redo'], about: 'do again what was taken back', run: (shell) => step(shell, 'redo') },
  {
    names: ['help', '?'],
    about: 'the commands; help COMMAND explains one',
    takes: (args) => args.length === 0 || builtinNamed(args[0]) !== undefined,
    async run({ host }, [name]) {
      const about = builtinNamed(name)?.about;
      host.stdout.write(about === undefined ? await overview(host) : `${name}: ${about}\n`);
    },
  },
  {
    names: ['exit', 'quit'],
    about: 'leave the shell; the machine is kept',
    run: (shell) => {
      shell.ended = true;
    },
  },
];

function builtinNamed(name: string | undefined): Builtin | undefined {
  return BUILTINS.find(({ names }) => name !== undefined && name !== 'help' && names.includes(name));
}

/** The same for completion. */
export const builtinSpecs = (): CommandSpec[] =>
  BUILTINS.filter(({ takes }) => takes === undefined).map(({ names, about }) => ({
    name: names[0]!,
    about,
    options: [],
    operands: [],
    commands: [],
  }));
