/** What a boot is asked for, and what it becomes: a release, its changes and its build options. */
import { releaseChanges } from '../kernel/releases.ts';
import { knownChange, knownRelease } from './known.ts';

/** As the user says it. */
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

/** As the kernel takes it. */
export interface BootOptions {
  release: string;
  changes: string[];
  config: Record<string, boolean>;
  cmdline: string;
  seed: number;
}

/** Fills in the release's changes and options; throws a refusal for a version or change that is unknown. */
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
