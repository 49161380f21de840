/** Names of the commands that only the shell has. */
import type { CommandSpec } from '../cli/complete/spec.ts';

export interface BuiltinName {
  /** The first is the one that is listed. */
  names: readonly string[];
  about: string;
  /** One of memsim's commands has this name too. */
  shared?: true;
}

export const UNDO: BuiltinName = { names: ['undo'], about: 'take back what the last command changed' };
export const REDO: BuiltinName = { names: ['redo'], about: 'do again what was taken back' };
export const HELP: BuiltinName = {
  names: ['help', '?'],
  about: 'the commands; help COMMAND explains one',
  shared: true,
};
export const EXIT: BuiltinName = { names: ['exit', 'quit'], about: 'leave the shell; the machine is kept' };

/** The same for completion. */
export const builtinSpecs = (): CommandSpec[] =>
  [UNDO, REDO, HELP, EXIT]
    .filter(({ shared }) => !shared)
    .map(({ names, about }) => ({
      name: names[0]!,
      about,
      options: [],
      operands: [],
      commands: [],
    }));
