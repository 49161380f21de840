/** Names and descriptions of the shell's own commands. */
import type { CommandSpec } from '../cli/complete/spec.ts';

export interface BuiltinName {
  /** The first one is in lists. */
  names: readonly string[];
  about: string;
  /** memsim has a command of this name too. */
  shared?: true;
}

export const HELP: BuiltinName = {
  names: ['help', '?'],
  about: 'list the commands; help COMMAND prints its help',
  shared: true,
};
export const EXIT: BuiltinName = { names: ['exit', 'quit'], about: 'leave the shell' };

/** Specifications for completion. */
export const builtinSpecs = (): CommandSpec[] =>
  [HELP, EXIT]
    .filter(({ shared }) => !shared)
    .map(({ names, about }) => ({
      name: names[0]!,
      about,
      options: [],
      operands: [],
      commands: [],
    }));
