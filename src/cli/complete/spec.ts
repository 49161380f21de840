/**
 * Commands as completion sees them: names, options and operands as plain data, whatever table they come
 * from. The shell asks for missing operands from the same data.
 */

/** A word that could stand there, and a few words on it. */
export interface Candidate {
  value: string;
  about?: string;
}

/** What a word is of. The machine, the package or the caller's folder knows which there are. */
export type Kind =
  | 'namespace'
  | 'region'
  | 'dimm'
  | 'bus'
  | 'dax-device'
  | 'block-device'
  | 'object'
  | 'path'
  | 'platform'
  | 'kernel'
  | 'change'
  | 'config'
  | 'lesson'
  | 'scenario'
  | 'snapshot'
  | 'command'
  | 'host-file';

/** The values are these, or all of a kind, or cannot be foreseen. */
export type Values = readonly Candidate[] | Kind | 'anything';

export interface OptionSpec {
  /** `--region` */
  long?: string;
  /** `-r` */
  short?: string;
  about: string;
  /** Of its value, for an option that takes one. */
  values?: Values;
}

export interface OperandSpec {
  name: string;
  values: Values;
  /** Words that stand for several of them. */
  also?: readonly Candidate[];
  required: boolean;
  /** It may be given again and again. */
  many: boolean;
}

export interface CommandSpec {
  name: string;
  about: string;
  options: readonly OptionSpec[];
  operands: readonly OperandSpec[];
  commands: readonly CommandSpec[];
  /** The rest of it, where that has to be loaded first. */
  load?: () => Promise<CommandSpec>;
}
