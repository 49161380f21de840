/** What a boot is asked for, and what it becomes: a release, its changes and its build options. */
import { CHANGES, type ChangeId } from '../kernel/history.ts';
import { findRelease, RELEASES, releaseChanges } from '../kernel/releases.ts';
import { EXIT, refusal } from './refusal.ts';

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

function checkedChange(id: string): ChangeId {
  if (Object.hasOwn(CHANGES, id)) return id as ChangeId;
  throw refusal(`unknown change '${id}': 'memsim kernel show' lists the changes of a release`, EXIT.usage);
}

/** Fills in the release's changes and options; throws a refusal for a version or change that is unknown. */
export function bootOptions(request: BootRequest): BootOptions {
  const found = findRelease(request.kernel);
  if (found === undefined) {
    const known = RELEASES.map((release) => release.name).join(', ');
    throw refusal(`unknown kernel '${request.kernel}': memsim knows ${known}`, EXIT.usage);
  }
  const without = new Set((request.without ?? []).map(checkedChange));
  const changes = new Set([...releaseChanges(found.release), ...(request.with ?? []).map(checkedChange)]);
  return {
    release: found.uname,
    changes: [...changes].filter((id) => !without.has(id)),
    config: { ...found.release.config, ...request.config },
    cmdline: request.cmdline,
    seed: request.seed,
  };
}
