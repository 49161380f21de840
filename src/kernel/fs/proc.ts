/**
 * Files of /proc about memory and boot: models kernel/resource.c, mm/vmstat.c (zoneinfo), fs/proc/cmdline.c
 * and version.c, releases 4.4 to 6.12. Free and managed pages are not modelled and equal the present pages.
 */

import { KiB, PAGE_SIZE } from '../../lib/units.ts';
import { proc_modules_dir } from '../kernel/module/sysfs.ts';
import { proc_iomem } from '../kernel/resource/resource.ts';
import type { Kernel } from '../kernel.ts';
import type { Zone } from '../mm/state.ts';
import { type Directory, dir, ro, union } from './sysfs.ts';

const watermarks = (k: Kernel): string[] => [
  ...(k.has('zoneinfo-boost') ? ['boost'] : []),
  ...['min', 'low', 'high'],
  ...(k.has('zoneinfo-promo') ? ['promo'] : []),
];

/** Page counts of a zone with their names; watermarks and reserves are not modelled. */
const counts = (k: Kernel, { spanned, present }: Zone): [string, number][] => [
  ...watermarks(k).map((name): [string, number] => [name, 0]),
  ['spanned', spanned],
  ['present', present],
  ['managed', present],
  ['cma', 0],
];

/** Text of one zone; a zone without pages ends after its counts. */
function zoneText(k: Kernel, zone: Zone): string {
  const lines = [
    `Node ${zone.nid}, zone ${zone.name.padStart(8)}`,
    `  pages free     ${zone.present}`,
    ...counts(k, zone).map(([name, pages]) => `        ${name.padEnd(8)} ${pages}`),
    '        protection: (0, 0, 0, 0, 0)',
  ];
  if (zone.present > 0) lines.push('  node_unreclaimable:  0', `  start_pfn:           ${zone.startPfn}`);
  return lines.map((line) => `${line}\n`).join('');
}

/** Content of /proc/zoneinfo; before 4.12 it omits zones without pages. */
export const zoneinfo = (k: Kernel): string =>
  k.state.mm.zones
    .filter(({ present }) => present > 0 || k.has('zoneinfo-unpopulated'))
    .map((zone) => zoneText(k, zone))
    .join('');

/** KiB of one page. */
const PAGE_KIB = PAGE_SIZE / KiB;

/** Content of the first lines of /proc/meminfo; all online pages count as free, as they do in zoneinfo. */
function meminfo(k: Kernel): string {
  const pages = k.state.mm.zones.reduce((sum, { present }) => sum + present, 0);
  const line = (label: string): string =>
    `${`${label}:`.padEnd(15)} ${String(pages * PAGE_KIB).padStart(8)} kB\n`;
  return line('MemTotal') + line('MemFree');
}

/** The modelled part of /proc. */
export const proc_dir: Directory = union(
  proc_modules_dir,
  dir({
    cmdline: ro((k) => `${k.state.cmdline}\n`),
    iomem: ro(proc_iomem),
    meminfo: ro(meminfo),
    version: ro((k) => `Linux version ${k.state.release} (memsim@localhost) #1 SMP PREEMPT_DYNAMIC\n`),
    zoneinfo: ro(zoneinfo),
  }),
);
