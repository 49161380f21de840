/**
 * Source lines of WARNs. A line belongs to one build, so each is listed with the version for which it was
 * recorded (4.9.35 .. 6.12.117), read in the source (6.1.192, 6.12.117, 7.2.13, 7.3.4) or published (4.11-rc2,
 * 5.3.9, 5.4.77); other versions have no line.
 */

import { RELEASES } from './releases.ts';

/** Source position of a WARN or BUG. */
export interface WarnSite {
  /** Source file, relative to the top of the kernel tree. */
  file: string;
  /** Line by version. */
  lines: Readonly<Record<string, number>>;
}

/** Sites by their cause. */
export const WARN_SITES = {
  /** A range that is partly RAM, before 5.3. */
  mixedRegion: {
    file: 'kernel/memremap.c',
    lines: { '4.9.35': 305, '4.11-rc2': 300, '4.12.4': 298, '4.14.67': 363, '4.19.13': 206, '5.2.1': 190 },
  },
  /** The first frame of a range is mapped already, before 5.3. */
  conflictAtStart: { file: 'kernel/memremap.c', lines: { '4.19.13': 190, '5.2.1': 172 } },
  /** The last frame of a range is mapped already, before 5.3. */
  conflictAtEnd: { file: 'kernel/memremap.c', lines: { '4.19.13': 197, '5.2.1': 180 } },
  /** The altmap of a mapping still has pages at its release, before 5.3. */
  altmapReserved: { file: 'kernel/memremap.c', lines: { '4.19.13': 146, '5.2.1': 121 } },
  attemptedOn: {
    file: 'mm/memremap.c',
    lines: { '6.1.192': 199, '6.12.117': 200, '7.2.13': 174, '7.3.4': 174 },
  },
  firstFrameMapped: {
    file: 'mm/memremap.c',
    lines: { '6.1.192': 183, '6.12.117': 184, '7.2.13': 158, '7.3.4': 158 },
  },
  lastFrameMapped: {
    file: 'mm/memremap.c',
    lines: { '6.1.192': 190, '6.12.117': 191, '7.2.13': 165, '7.3.4': 165 },
  },
  altmapForRanges: {
    file: 'mm/memremap.c',
    lines: { '6.1.192': 177, '6.12.117': 178, '7.2.13': 152, '7.3.4': 152 },
  },
  altmapInUse: {
    file: 'mm/memremap.c',
    lines: { '6.1.192': 152, '6.12.117': 153, '7.2.13': 128, '7.3.4': 128 },
  },
  noRanges: {
    file: 'mm/memremap.c',
    lines: { '6.1.192': 301, '6.12.117': 302, '7.2.13': 276, '7.3.4': 276 },
  },
  sectionDeactivated: { file: 'mm/sparse.c', lines: { '6.1.192': 667, '6.12.117': 607 } },
  nodeNotPossible: {
    file: 'mm/memory_hotplug.c',
    lines: { '6.1.192': 1345, '6.12.117': 1523, '7.2.13': 1519, '7.3.4': 1525 },
  },
  misalignedAdd: {
    file: 'mm/memory_hotplug.c',
    lines: { '6.1.192': 328, '6.12.117': 414, '7.2.13': 407, '7.3.4': 410 },
  },
  misalignedRemove: {
    file: 'mm/memory_hotplug.c',
    lines: { '6.1.192': 528, '6.12.117': 600, '7.2.13': 593, '7.3.4': 596 },
  },
  /** Present in 5.4 to 5.11. */
  notAddressable: { file: 'mm/memory_hotplug.c', lines: {} },
  removeInvalidSection: { file: 'mm/memory_hotplug.c', lines: { '6.1.192': 501 } },
  addPages: {
    file: 'arch/x86/mm/init_64.c',
    lines: {
      ...{ '4.9.35': 666, '4.12.4': 701, '4.19.13': 792, '5.2.1': 852, '5.3.9': 852, '5.4.77': 852 },
      ...{ '6.1.192': 978, '6.12.117': 986, '7.2.13': 974, '7.3.4': 973 },
    },
  },
  beyondDirectMap: {
    file: 'arch/x86/mm/init_64.c',
    lines: { '6.1.192': 974, '6.12.117': 982, '7.2.13': 970, '7.3.4': 969 },
  },
  pudPopulate: { file: 'arch/x86/include/asm/pgalloc.h', lines: { '5.2.1': 146 } },
  labelWithoutDpa: {
    file: 'drivers/nvdimm/label.c',
    lines: { '4.12.4': 578, '6.1.192': 913, '6.12.117': 913, '7.2.13': 913, '7.3.4': 913 },
  },
  labelUntracked: {
    file: 'drivers/nvdimm/label.c',
    lines: { '6.1.192': 968, '6.12.117': 968, '7.2.13': 968, '7.3.4': 968 },
  },
  requestOutOfRange: {
    file: 'drivers/nvdimm/claim.c',
    lines: { '6.1.192': 265, '6.12.117': 258, '7.2.13': 246, '7.3.4': 246 },
  },
  reserveUnderrun: {
    file: 'drivers/nvdimm/namespace_devs.c',
    lines: { '6.1.192': 631, '6.12.117': 636, '7.2.13': 634, '7.3.4': 634 },
  },
  allocationUnderrun: {
    file: 'drivers/nvdimm/namespace_devs.c',
    lines: { '6.1.192': 676, '6.12.117': 683, '6.18.2': 681, '7.2.13': 681, '7.3.4': 681 },
  },
  namespaceWithoutDpa: {
    file: 'drivers/nvdimm/namespace_devs.c',
    lines: {
      '4.12.4': 938,
      '4.14.67': 957,
      '4.19.13': 957,
      '6.1.192': 723,
      '6.12.117': 730,
      '7.2.13': 728,
      '7.3.4': 728,
    },
  },
  updateInUse: {
    file: 'drivers/nvdimm/namespace_devs.c',
    lines: { '6.1.192': 235, '6.12.117': 238, '7.2.13': 238, '7.3.4': 238 },
  },
  /** BUG_ON before 4.5: the range to remove does not start at a section. */
  removeUnalignedStart: { file: 'mm/memory_hotplug.c', lines: { '4.4.155': 776 } },
  /** BUG_ON before 4.5: the size of the range to remove is not a multiple of a section. */
  removeUnalignedSize: { file: 'mm/memory_hotplug.c', lines: { '4.4.155': 777 } },
  daxZeroSize: {
    file: 'drivers/dax/bus.c',
    lines: { '6.1.192': 816, '6.12.117': 854, '7.2.13': 866, '7.3.4': 866 },
  },
  /** Processors that share a cache are on different nodes. */
  topologySane: {
    file: 'arch/x86/kernel/smpboot.c',
    lines: { '6.1.192': 432, '6.12.117': 350, '6.18.2': 332, '7.2.13': 329, '7.3.4': 329 },
  },
  labelMissing: { file: 'drivers/nvdimm/namespace_devs.c', lines: { '6.1.192': 1627, '6.12.117': 1633 } },
  /** A CXL decoder with more ways than its register has targets; before 6.7 where the ways are checked earlier. */
  cxlTargetsOverflow: { file: 'drivers/cxl/core/hdm.c', lines: { '6.1.192': 519 } },
} as const satisfies Record<string, WarnSite>;

/** Kernel version of a release string: `6.1.192` for Debian's `6.1.0-56-amd64`. */
export function kernelVersion(release: string): string {
  const packaged = RELEASES.find(({ uname }) => uname === release);
  if (packaged !== undefined) return `${packaged.series}.${packaged.patch}`;
  return /^\d+\.\d+(\.\d+|-rc\d+)?/.exec(release)?.[0] ?? release;
}

/** Functions that the compiler of a recorded build inlined, which its traces therefore lack. */
const INLINED: Readonly<Record<string, readonly string[]>> = { '4.19.13': ['create_namespace_pmem'] };

/** Returns true for a function that traces of this release lack. */
export const isInlined = (name: string, release: string): boolean =>
  INLINED[kernelVersion(release)]?.includes(name) ?? false;

/** File and line of a site as a splat prints them; `mm/memremap.c:..` where the line is unknown. */
export function warnLocation({ file, lines }: WarnSite, release: string): string {
  return `${file}:${lines[kernelVersion(release)] ?? '..'}`;
}
