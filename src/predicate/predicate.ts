/**
 * Goals as data: what must be true of a machine, told by what its user can see of it. Nothing here looks
 * at what was typed, so every way to a goal counts.
 */
import type { MarkName } from '../views/base/theme.ts';

/** What a value must be; all that is given must hold. Numbers compare as numbers however they are written. */
export interface Comparison {
  equals?: string | number | boolean | undefined;
  /** A regular expression that finds something in the text. */
  matches?: string | undefined;
  contains?: string | undefined;
  atLeast?: number | undefined;
  atMost?: number | undefined;
  /** Every so many bytes. */
  multipleOf?: number | undefined;
}

/** A file of /sys or /proc: its text, or whether it is there at all. */
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
  /** Instead of a comparison: whether there is anything at the path. */
  exists?: boolean | undefined;
}

/** A line of the kernel's log since boot. */
export interface LogPredicate {
  see: 'log';
  contains?: string | undefined;
  matches?: string | undefined;
  /** Only the text of a WARN counts. */
  warning?: boolean | undefined;
}

/** The kernel: its release, changes that it contains or lacks, whether it has crashed. */
export interface KernelPredicate {
  see: 'kernel';
  release?: string | undefined;
  has?: string | undefined;
  lacks?: string | undefined;
  crashed?: boolean | undefined;
}

/** Entries of /proc/iomem of one name; the number of those that fit must compare (at least one). */
export interface IomemPredicate extends Comparison {
  see: 'iomem';
  name: string;
  start?: number | undefined;
  end?: number | undefined;
  size?: number | undefined;
  /** Start and size are multiples of it. */
  aligned?: number | undefined;
}

/** How many 2 MiB marks of the section map in a range are of a kind. */
export interface MarksPredicate extends Comparison {
  see: 'marks';
  start: number;
  size: number;
  mark: MarkName;
}

/** Who has memory in the section at an address. */
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

export interface GroupPredicate {
  see: 'all' | 'any';
  of: Predicate[];
}

export interface NotPredicate {
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
  | GroupPredicate
  | NotPredicate;
