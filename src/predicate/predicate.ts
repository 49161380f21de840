/**
 * Predicates on the visible state of a machine, as data. They do not examine the commands that led to it, so
 * every way to reach a goal counts; only effects outside the machine are tested by their command.
 */
import type { MarkName } from '../views/base/theme.ts';

/** Conditions on a value; all that are given must hold. Numbers compare by value, whatever their notation. */
export interface Comparison {
  equals?: string | number | boolean | undefined;
  /** A regular expression that must match a part of the text. */
  matches?: string | undefined;
  contains?: string | undefined;
  atLeast?: number | undefined;
  atMost?: number | undefined;
  /** The value must be a multiple of this number. */
  multipleOf?: number | undefined;
}

/** A file of /sys or /proc: its text, or its existence. */
export interface FilePredicate extends Comparison {
  see: 'file';
  path: string;
  exists?: boolean | undefined;
}

/** The JSON of `ndctl list` or `daxctl list`; at least one value at the path must compare. */
export interface ListPredicate extends Comparison {
  see: 'ndctl' | 'daxctl';
  /** Options of `list`, `-N -i`; sizes stay numbers without -u. */
  list: string;
  /** As in json-path.ts: `[dev=namespace0.0].size`. */
  path: string;
  /** Instead of a comparison: whether there is a value at the path. */
  exists?: boolean | undefined;
}

/** A line of the kernel's log since boot. */
export interface LogPredicate {
  see: 'log';
  contains?: string | undefined;
  matches?: string | undefined;
  /** Only the texts of WARNs are searched. */
  warning?: boolean | undefined;
}

/** The kernel: its release, changes that it has or lacks, whether it has crashed. */
export interface KernelPredicate {
  see: 'kernel';
  release?: string | undefined;
  has?: string | undefined;
  lacks?: string | undefined;
  crashed?: boolean | undefined;
}

/** Entries of /proc/iomem with one name; the number of matching ones is compared (default: at least one). */
export interface IomemPredicate extends Comparison {
  see: 'iomem';
  name: string;
  start?: number | undefined;
  end?: number | undefined;
  size?: number | undefined;
  /** Start and size must be multiples of this. */
  aligned?: number | undefined;
}

/** The number of 2 MiB marks of a kind in a range of the section map. */
export interface MarksPredicate extends Comparison {
  see: 'marks';
  start: number;
  size: number;
  mark: MarkName;
}

/** The owners of memory in the section at an address. */
export interface OwnersPredicate {
  see: 'owners';
  at: number;
  of: string[];
}

/** Bytes of a block device. */
export interface BytesPredicate {
  see: 'bytes';
  device: string;
  offset: number;
  text: string;
}

/** A command that succeeded since the first boot: its words match. */
interface CommandPredicate {
  see: 'command';
  matches: string;
}

interface GroupPredicate {
  see: 'all' | 'any';
  of: Predicate[];
}

interface NotPredicate {
  see: 'not';
  of: Predicate;
}

export type Predicate =
  | FilePredicate
  | ListPredicate
  | LogPredicate
  | KernelPredicate
  | IomemPredicate
  | MarksPredicate
  | OwnersPredicate
  | BytesPredicate
  | CommandPredicate
  | GroupPredicate
  | NotPredicate;
