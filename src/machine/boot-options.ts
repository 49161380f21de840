/** What a boot is asked for, and what it becomes for the kernel. */
import type { BootOptions } from '../kernel/boot.ts';
import { releaseChanges } from '../kernel/history/releases.ts';
import { knownChange, knownRelease } from './known.ts';

/** What a user says; the rest is the release's. */
export interface BootRequest {
  /** `6.1` or a full version. */
  kernel: string;
  cmdline: string;
  /** Start of the generator behind uuids: the same seed and script give the same bytes. */
  seed: number;
  /** Build options over the release's defaults. */
  config?: Record<string, boolean>;
  /** Changes added to the release's. */
  with?: string[];
  /** Changes taken out of it. */
  without?: string[];
}

/**
 * Fills in the release's changes and build options.
 *
 * @throws a refusal (exit 2) for a version or change that is unknown
 */
export function bootOptions(request: BootRequest): BootOptions {
  const { release, uname } = knownRelease(request.kernel);
  const without = new Set((request.without ?? []).map(knownChange));
  const changes = new Set([...releaseChanges(release), ...(request.with ?? []).map(knownChange)]);
  return {
    release: uname,
    changes: [...changes].filter((id) => !without.has(id)),
    config: { ...release.config, ...request.config },
    cmdline: request.cmdline,
    seed: request.seed,
  };
}
