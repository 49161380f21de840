/** A boot request, and its translation into the kernel's boot options. */
import type { BootOptions } from '../kernel/boot.ts';
import { releaseChanges } from '../kernel/history/releases.ts';
import { knownChange, knownRelease } from './known.ts';

/** The user's part of the boot options; the release determines the rest. */
export interface BootRequest {
  /** `6.1` or a full version. */
  kernel: string;
  cmdline: string;
  /** Seed of the uuid generator: the same seed and script give the same bytes. */
  seed: number;
  /** Build options that override the release's defaults. */
  config?: Record<string, boolean>;
  /** Changes added to those of the release. */
  with?: string[];
  /** Changes removed from those of the release. */
  without?: string[];
}

/**
 * Fills in the release's changes and build options.
 *
 * @throws a refusal (exit 2) for an unknown version or change
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
