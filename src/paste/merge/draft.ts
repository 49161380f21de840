/** The machine that a paste describes, before it is built: a platform file, a boot request, and objects. */

import type { Platform } from '../../firmware/platform.ts';
import type { BootRequest } from '../../machine/boot-options.ts';
import { refusal } from '../../machine/refusal.ts';
import type { Facts } from '../facts.ts';
import { levels } from '../readers/iomem.ts';
import { type Hardware, hardwareOf } from './buses.ts';
import { cxlOf } from './cxl.ts';
import { cmdlineOf, type Hypervisor, hypervisorOf, lastBoot, releaseOf } from './kernel.ts';
import { lastIomem, type MapRange, type MapSource, memoryMapOf } from './memory-map.ts';
import { fileText, type Notes, noteConflict, placeText, rangeText } from './notes.ts';
import { nodesOf } from './numa.ts';
import { type Objects, objectsOf } from './objects.ts';
import { platformOf } from './platform.ts';
import { pciOf, resourcesOf } from './resources.ts';

export interface Draft {
  platform: Platform;
  request: BootRequest;
  objects: Objects;
  hardware: Hardware;
  hypervisor: Hypervisor;
  /** Source of the memory map. */
  mapFrom: MapSource;
}

/** CONFIG_PHYSICAL_START, where the kernel is without physical KASLR. */
const PHYSICAL_START = 0x1000000;

/** The range of the kernel image if KASLR put it elsewhere. */
function movedImage(facts: Facts): { start: number; end: number } | undefined {
  const rows =
    lastIomem(facts)?.rows.filter(({ name }) => /^Kernel (?:code|rodata|data|bss)$/.test(name)) ?? [];
  const start = rows.find(({ name }) => name === 'Kernel code')?.start;
  if (start === undefined || start === PHYSICAL_START || start === 0) return undefined;
  return { start, end: rows.reduce((max, { end }) => Math.max(max, end), start) };
}

/** Cuts ranges of regions out of usable RAM: firmware gives a range one meaning. */
function withoutRegions(map: readonly MapRange[], { placed }: Hardware, notes: Notes): MapRange[] {
  let rows = [...map];
  for (const { region, address, size } of placed) {
    const range = { start: address, end: address + size - 1 };
    const hit = rows.find(
      ({ type, start, end }) => type === 'usable' && start <= range.end && range.start <= end,
    );
    if (hit === undefined) continue;
    noteConflict(notes, {
      about: `use of ${rangeText(range)}`,
      says: [
        { source: 'memory map', value: `usable RAM ${rangeText(hit)}` },
        { source: 'ndctl list', place: region, value: region.dev },
      ],
      choice: `${region.dev}: the range is taken out of RAM`,
    });
    rows = rows.flatMap((row) =>
      row.type !== 'usable' || row.start > range.end || row.end < range.start
        ? [row]
        : [
            ...(row.start < range.start ? [{ ...row, end: range.start - 1 }] : []),
            ...(row.end > range.end ? [{ ...row, start: range.end + 1 }] : []),
          ],
    );
  }
  return rows;
}

const isPmemRow = (facts: Facts): boolean => {
  const iomem = lastIomem(facts);
  const named = iomem !== undefined && levels(iomem).some(({ name }) => name === 'Persistent Memory');
  return named || (lastBoot(facts)?.srat ?? []).some(({ nonVolatile }) => nonVolatile);
};

/** Values that the user gives beside the paste. */
export interface Given {
  /** Name of the paste for refusals. */
  name: string;
  /** The release, which overrides the paste. */
  kernel?: string | undefined;
}

/** An unprivileged reading shows no address, so that nothing can be built from it. */
function refuseHidden(facts: Facts, mapFrom: MapSource): void {
  const hidden = facts.iomem.find((one) => one.hidden);
  if (hidden === undefined || mapFrom !== 'none') return;
  throw refusal(
    `import: ${placeText(hidden.rows[0]!)}: every address of this /proc/iomem is 0, since it was read without root; ` +
      "paste it again from 'sudo cat /proc/iomem', or add the first lines of 'sudo dmesg'",
  );
}

/** Refuses a paste in which nothing describes memory. */
function refuseEmpty(facts: Facts, objects: Objects, mapFrom: MapSource, given: Given): void {
  const something =
    mapFrom !== 'none' ||
    objects.regions.length + objects.namespaces.length + objects.dimms.length + objects.daxDevices.length >
      0 ||
    facts.cxl.memdevs.length + facts.modules.length + facts.cmdlines.length + facts.boots.length > 0 ||
    facts.releases.length > 0;
  if (!something)
    throw refusal(
      `${fileText(given.name)}: not a file that memsim exported, and nothing in it describes a machine; paste ` +
        "'sudo cat /proc/iomem', 'dmesg', 'ndctl list -BDRNvvv', 'daxctl list', 'cxl list' or 'lsmem'",
    );
}

/** Merges facts; refuses a paste of which no machine can be built. */
export function draftOf(facts: Facts, given: Given, notes: Notes): Draft {
  if (facts.otherArch !== undefined)
    throw refusal(
      `import: ${placeText(facts.otherArch)}: '${facts.otherArch.text}': memsim emulates x86-64 machines alone`,
    );
  const objects = objectsOf(facts, notes);
  const cmdline = cmdlineOf(facts, notes);
  const { rows, from } = memoryMapOf(facts, cmdline, notes);
  refuseHidden(facts, from);
  refuseEmpty(facts, objects, from, given);
  const release = releaseOf(facts, given.kernel, notes);
  const hardware = hardwareOf(objects, facts, { cmdline, map: rows, hasPmemRange: isPmemRow(facts) }, notes);
  const map = withoutRegions(rows, hardware, notes);
  const kernelImage = movedImage(facts);
  const cxl = cxlOf(facts, map, notes);
  const hypervisor = hypervisorOf(facts);
  const file = {
    about: 'imported from a paste',
    hypervisor: hypervisor.present,
    ...(lastBoot(facts)?.efi !== undefined && { efi: true }),
    ...(kernelImage !== undefined && { kernelImage }),
    e820: map,
    reserved: resourcesOf(facts),
    pci: pciOf(facts, notes),
    buses: hardware.buses,
    ...nodesOf(facts, map, hardware.placed, notes),
    virtioPmem: hardware.virtioPmem,
    ...(cxl !== undefined && { cxl }),
  };
  const read = platformOf(file, notes);
  const config = kernelImage === undefined ? {} : { config: { RANDOMIZE_BASE: true } };
  const request: BootRequest = { kernel: release, cmdline: cmdline ?? '', seed: 1, ...config };
  // A list of resources that was read is complete: windows of a common PC are not added to it.
  const platform = lastIomem(facts) === undefined ? read : { ...read, reserved: resourcesOf(facts) };
  return { platform, request, objects, hardware, hypervisor, mapFrom: from };
}
