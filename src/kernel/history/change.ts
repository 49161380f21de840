/** What one entry of the kernel's history says. */
export interface Change {
  /** Abbreviated commit, where it is known. */
  commit?: string;
  title: string;
  /** First mainline release that has it; `never` for a patch that was posted and not merged. */
  since: string;
  /** First mainline release that no longer has it, for a change that was taken back. */
  until?: string;
  /** Stable releases before `since` that have it; later ones of their series do too. */
  backports?: readonly string[];
  /** Stable releases between `since` and `until` that lack it; later ones of their series do too. */
  dropped?: readonly string[];
  /** What a user sees of it, in one sentence. */
  effect: string;
  /** The change whose fault it repairs. */
  fixes?: string;
  /** Why the model does not ask for it: nothing that can be seen here depends on it. */
  invisible?: string;
}

/** Entries by id. */
export type Changes = Record<string, Change>;
