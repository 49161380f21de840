/**
 * The kernels that can be booted: which changes each one contains and which build options it had. A
 * change belongs to every release from the one that brought it on; a stable kernel that took a change
 * early, or that lost one, says so in its entry.
 */
import { CHANGES, type ChangeId } from './history.ts';

export interface Release {
  /** What a user asks for, `6.1`. */
  name: string;
  /** What `uname -r` says when only the name was asked for. */
  uname: string;
  /** Build options that show. */
  config: Record<string, boolean>;
  /** Changes taken from a later mainline release. */
  backports?: ChangeId[];
}

/** Mainline releases in order, as far as `since` in CHANGES names them. */
const MAINLINE = [
  ...['4.4', '4.5', '4.6', '4.7', '4.8', '4.9', '4.10', '4.11', '4.12', '4.13', '4.14', '4.15', '4.16'],
  ...['4.17', '4.18', '4.19', '4.20', '5.0', '5.1', '5.2', '5.3', '5.4', '5.5', '5.6', '5.7', '5.8', '5.9'],
  ...['5.10', '5.11', '5.12', '5.13', '5.14', '5.15', '5.16', '5.17', '5.18', '5.19', '6.0', '6.1', '6.2'],
  ...['6.3', '6.4', '6.5', '6.6', '6.7', '6.8', '6.9', '6.10', '6.11', '6.12'],
];

/** Options of Debian's kernels. */
const DEBIAN = { ARCH_MEMORY_PROBE: false, MEMORY_HOTPLUG_DEFAULT_ONLINE: false };

export const RELEASES: readonly Release[] = [
  { name: '6.1', uname: '6.1.0-56-amd64', config: DEBIAN },
  {
    name: '6.12',
    uname: '6.12.117+deb12-amd64',
    config: { ...DEBIAN, MEMORY_HOTPLUG_DEFAULT_ONLINE: true },
  },
];

/** What a kernel taken in when it came to this mainline release, `6.1`. */
function changesUpTo(mainline: string): ChangeId[] {
  const last = MAINLINE.indexOf(mainline);
  return (Object.keys(CHANGES) as ChangeId[]).filter((id) => {
    const arrived = MAINLINE.indexOf(CHANGES[id].since);
    if (arrived < 0) throw new RangeError(`${id}: unknown release ${CHANGES[id].since}`);
    return arrived <= last;
  });
}

/** Ids of the changes in a release. */
export const releaseChanges = (release: Release): ChangeId[] => [
  ...new Set([...changesUpTo(release.name), ...(release.backports ?? [])]),
];

/**
 * The release that a version names: `6.1`, or a full version such as `6.1.0-56-amd64`, which is kept as
 * what `uname -r` says.
 *
 * @returns undefined when no such release is known
 */
export function findRelease(version: string): { release: Release; uname: string } | undefined {
  const series = /^\d+\.\d+(?=[.+-]|$)/.exec(version)?.[0];
  const release = RELEASES.find((candidate) => candidate.name === series);
  if (release === undefined) return undefined;
  return { release, uname: version === release.name ? release.uname : version };
}
