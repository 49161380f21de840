/** An entry of the kernel's history. */
export interface Change {
  /** Abbreviated commit, if known. */
  commit?: string;
  title: string;
  /** First mainline release that has it; `never` for a patch that was posted but not merged. */
  since: string;
  /** First mainline release that lacks it again, for a reverted change. */
  until?: string;
  /** Stable releases older than `since` that have it, as have later ones of their series. */
  backports?: readonly string[];
  /** Stable releases between `since` and `until` that lack it, as do later ones of their series. */
  dropped?: readonly string[];
  /** Visible effect, in one sentence. */
  effect: string;
  /** Id of the change whose bug it fixes. */
  fixes?: string;
  /** Reason why the model does not test for it: no modelled behaviour depends on it. */
  invisible?: string;
}

/** Entries by id. */
export type Changes = Record<string, Change>;
