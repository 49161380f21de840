/**
 * Bootable kernels with their changes and build options. A release contains a change from the release that
 * introduced it until one that reverted it; for stable releases the changes list backports and drops.
 */
import { CHANGE_IDS, type ChangeId, changeOf } from './history.ts';

/**
 * Source of what is known about a release: `recorded` on a running kernel, `read` in its source, or `reported`
 * by its commits and by messages about it.
 */
export type Evidence = 'recorded' | 'read' | 'reported';

/** A bootable kernel build. */
export interface Release {
  /** Name that users enter, `6.1` or `4.14.67`. */
  name: string;
  /** Mainline release that it is or is based on, `4.14`. */
  series: string;
  /** Stable patch level: 67 of 4.14.67, 0 for a mainline release. */
  patch: number;
  /** Output of `uname -r` when the release is selected by name. */
  uname: string;
  /** Build options with a visible effect. */
  config: Record<string, boolean>;
  evidence: Evidence;
}

const minors = (major: number, first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => `${major}.${first + i}`);

/** Mainline releases in order. */
const MAINLINE = [...minors(4, 4, 20), ...minors(5, 0, 19), ...minors(6, 0, 19), ...minors(7, 0, 3)];
const LAST_WITHOUT_MODULES = '5.2';

/** Position of a mainline release in their order, `5.3`; -1 for an unknown one. */
export const ageOf = (series: string): number => MAINLINE.indexOf(series);

/** Options of Debian kernels, which were recorded with nokaslr. */
const DEBIAN = {
  ARCH_MEMORY_PROBE: false,
  EFI_FAKE_MEMMAP: false,
  MEMORY_HOTPLUG_DEFAULT_ONLINE: false,
  MODULES: true,
  RANDOMIZE_BASE: false,
  ZONE_DEVICE: true,
};
/** Options of minimal kernels with all drivers built in. */
const MINIMAL = {
  ARCH_MEMORY_PROBE: true,
  EFI_FAKE_MEMMAP: false,
  MEMORY_HOTPLUG_DEFAULT_ONLINE: false,
  MODULES: false,
  RANDOMIZE_BASE: false,
  X86_5LEVEL: false,
  ZONE_DEVICE: true,
};

/** Options since 6.14 for the state in which hot-added RAM comes online. */
const ONLINE_TYPES = {
  MHP_DEFAULT_ONLINE_TYPE_ONLINE_KERNEL: false,
  MHP_DEFAULT_ONLINE_TYPE_ONLINE_MOVABLE: false,
};

/** Notices of poisoned CXL memory, an option since 6.15 that is set where the kernel has MEMORY_FAILURE. */
const CXL_NOTICES = { CXL_MCE: true };

/** The driver for the class of dax devices beside their bus, gone since 5.17 (83762cb5c7c4). */
const DAX_COMPAT = { DEV_DAX_PMEM_COMPAT: true };

function configOf(series: string): Record<string, boolean> {
  const age = ageOf(series);
  if (age <= ageOf(LAST_WITHOUT_MODULES)) return MINIMAL;
  return {
    ...DEBIAN,
    ...(age < ageOf('5.17') ? DAX_COMPAT : {}),
    ...(age < ageOf('6.14') ? {} : ONLINE_TYPES),
    ...(age < ageOf('6.15') ? {} : CXL_NOTICES),
  };
}

/** Series of which a tree was read. */
const READ = new Set([
  ...minors(4, 4, 16),
  ...minors(4, 18, 20),
  ...['5.0', '5.2', '5.3', '5.6', '5.7', '5.8', '5.9', '5.10', '5.14', '5.15', '6.1', '6.12'],
]);

const evidenceOf = (series: string): Evidence => (READ.has(series) ? 'read' : 'reported');

const mainline = (series: string): Release => ({
  name: series,
  series,
  patch: 0,
  uname: `${series}.0`,
  config: configOf(series),
  evidence: evidenceOf(series),
});

function stable(name: string): Release {
  const [, series = '', patch] = /^(\d+\.\d+)\.(\d+)$/.exec(name) ?? [];
  return {
    name,
    series,
    patch: Number(patch),
    uname: name,
    config: configOf(series),
    evidence: evidenceOf(series),
  };
}

/** Options of Debian kernels since 6.12. */
const DEBIAN_ONLINE = { MEMORY_HOTPLUG_DEFAULT_ONLINE: true, DMABUF_HEAPS: true };

/** A kernel of Debian by its version, `7.3.4+deb13`. */
function debian(name: string, version: string, options: Record<string, boolean>): Omit<Release, 'evidence'> {
  const [, series = '', patch] = /^(\d+\.\d+)\.(\d+)/.exec(version) ?? [];
  const config = { ...configOf(series), ...options };
  return { name, series, patch: Number(patch), uname: `${version}-amd64`, config };
}

const recorded = (release: Omit<Release, 'evidence'>): Release => ({ ...release, evidence: 'recorded' });

/** Distribution kernels, and stable releases listed by name: those of the recordings. */
const SPECIAL: readonly Release[] = [
  ...['4.9.35', '4.12.4', '4.14.67', '4.19.13', '5.2.1'].map(stable),
  { name: '5.10.223', series: '5.10', patch: 223, uname: '5.10.0-32-amd64', config: configOf('5.10') },
  { name: '6.1', series: '6.1', patch: 192, uname: '6.1.0-56-amd64', config: DEBIAN },
  debian('6.12', '6.12.117+deb12', DEBIAN_ONLINE),
  debian('6.16', '6.16.12+deb13', { DMABUF_HEAPS: true }),
  debian('6.17', '6.17.13+deb13', DEBIAN_ONLINE),
  {
    name: '6.18',
    series: '6.18',
    patch: 2,
    uname: '6.18.2',
    config: {
      ...MINIMAL,
      MODULES: true,
      ...ONLINE_TYPES,
      CXL_MCE: false,
      NUMA_EMU: false,
      X86_5LEVEL: true,
      ZONE_DMA: false,
    },
  },
  debian('6.18.15', '6.18.15+deb13', DEBIAN_ONLINE),
  debian('6.19', '6.19.14+deb13', DEBIAN_ONLINE),
  debian('7.0', '7.0.13+deb13', DEBIAN_ONLINE),
  debian('7.1', '7.1.13+deb13', DEBIAN_ONLINE),
  debian('7.2', '7.2.13+deb14', DEBIAN_ONLINE),
  debian('7.3', '7.3.4+deb13', DEBIAN_ONLINE),
].map(recorded);

const named = (name: string): Release | undefined => SPECIAL.find((release) => release.name === name);

/** All releases with a name, in order. */
export const RELEASES: readonly Release[] = MAINLINE.flatMap((series) => [
  named(series) ?? mainline(series),
  ...SPECIAL.filter((release) => release.series === series && release.name !== series),
]);

/** Returns true if the list contains this release or an earlier stable release of its series. */
const listed = (release: Release, stables: readonly string[]): boolean =>
  stables.map(stable).some(({ series, patch }) => series === release.series && patch <= release.patch);

function contains(release: Release, id: ChangeId): boolean {
  const { since, until, backports = [], dropped = [] } = changeOf(id);
  const age = ageOf(release.series);
  if (since === 'never') return false;
  const arrived = ageOf(since) <= age || listed(release, backports);
  const left = (until !== undefined && ageOf(until) <= age) || listed(release, dropped);
  return arrived && (!left || listed(release, backports));
}

/** Ids of the changes in a release. */
export const releaseChanges = (release: Release): ChangeId[] =>
  CHANGE_IDS.filter((id) => contains(release, id));

/** The release of a version; patch 0 is that of distributions, which name their kernels after the series. */
function releaseOf(series: string, patch: number): Release {
  const recording = named(`${series}.${patch}`) ?? named(series);
  if (recording === undefined) return patch > 0 ? stable(`${series}.${patch}`) : mainline(series);
  if (recording.name !== series || patch === 0 || patch === recording.patch) return recording;
  return { ...recording, ...stable(`${series}.${patch}`), config: recording.config };
}

/**
 * Finds the release for a version: a release name, a stable release of a known series (`4.14.80`), or a build
 * of either (`6.1.0-56-amd64`), whose full version becomes the output of `uname -r`.
 *
 * @returns undefined when no such release is known
 */
export function findRelease(version: string): { release: Release; uname: string } | undefined {
  const exact = RELEASES.find(({ name, uname }) => name === version || uname === version);
  if (exact !== undefined) return { release: exact, uname: exact.uname };
  const [, series, patch] = /^(\d+\.\d+)(?:\.(\d+))?(?![\d.])/.exec(version) ?? [];
  if (series === undefined || ageOf(series) < 0) return undefined;
  if (patch === undefined && !/^[+-]/.test(version.slice(series.length))) return undefined;
  return { release: releaseOf(series, Number(patch ?? 0)), uname: version };
}
