/**
 * Commands, options and operands as plain data, for completion and for the prompts of the shell.
 */

/** A completion and its description. */
export interface Candidate {
  value: string;
  about?: string;
}

/** A kind of values. The machine, the package or the current folder lists them. */
export type Kind =
  | 'namespace'
  | 'region'
  | 'dimm'
  | 'bus'
  | 'dax-device'
  | 'block-device'
  | 'object'
  | 'memdev'
  | 'cxl-bus'
  | 'cxl-port'
  | 'cxl-endpoint'
  | 'cxl-decoder'
  | 'cxl-region'
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

/** A list of values, all values of a kind, or any word. */
export type Values = readonly Candidate[] | Kind | 'anything';

export interface OptionSpec {
  /** `--region` */
  long?: string;
  /** `-r` */
  short?: string;
  about: string;
  /** Values, for an option that takes one. */
  values?: Values;
}

export interface OperandSpec {
  name: string;
  values: Values;
  /** Words that mean several values, such as `all`. */
  also?: readonly Candidate[];
  required: boolean;
  /** It may be repeated. */
  many: boolean;
}

export interface CommandSpec {
  name: string;
  about: string;
  options: readonly OptionSpec[];
  operands: readonly OperandSpec[];
  commands: readonly CommandSpec[];
  /** Loads the complete specification. */
  load?: () => Promise<CommandSpec>;
}
