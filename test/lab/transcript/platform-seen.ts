/** The platform of a guest as its own kernel and firmware tables show it, in the form of a platform file. */

import { platformTypeWord } from '../../../src/firmware/e820-types.ts';
import { cxlOfPlatform, type SeenCxl } from '../guest/guest-cxl.ts';
import type { GuestAnswer } from '../guest/guest-init.ts';
import type { GuestMachine } from '../guest/guest-machine.ts';
import { LabError } from '../guest/packages.ts';
import { readNfit, readSrat, type SeenCpu, type SeenDimm, type SeenNode } from './acpi-tables.ts';

interface SeenRange {
  start: string;
  end: string;
}

/** A platform file. */
export interface SeenPlatform {
  e820: (SeenRange & { type: string })[];
  reserved: (SeenRange & { name: string })[];
  nvdimms?: (SeenDimm & { labelSize: number })[];
  virtioPmem?: { address: string; size: number }[];
  numa?: SeenNode[];
  cpus?: SeenCpu[];
  cxl?: SeenCxl;
  hypervisor?: false;
}

/** Shell texts whose answers describe the platform; a table that the firmware lacks is empty. */
export const PLATFORM_QUESTIONS = [
  'cat /proc/iomem',
  'cat /proc/zoneinfo',
  'base64 -w0 /sys/firmware/acpi/tables/NFIT 2>/dev/null',
  'base64 -w0 /sys/firmware/acpi/tables/SRAT 2>/dev/null',
  'for m in /sys/bus/cxl/devices/mem*; do readlink -f $m; done',
  'uname -r',
  'ndctl --version',
];

const hex = (digits: string): string => `0x${BigInt(`0x${digits}`).toString(16)}`;

const e820Of = (bootLog: string): SeenPlatform['e820'] =>
  [...bootLog.matchAll(/BIOS-e820: \[mem 0x([0-9a-f]+)-0x([0-9a-f]+)\] (.+)$/gm)].map(
    ([, start, end, type]) => ({
      start: hex(start!),
      end: hex(end!),
      type: platformTypeWord(type!.trim()),
    }),
  );

/** Top-level resources that are no part of the memory map. */
const OF_THE_MAP =
  /^(System RAM.*|CXL Window .*|Reserved|reserved|Soft Reserved|Persistent Memory.*|ACPI .*|Unknown E820 type|RAM buffer)$/;

const reservedOf = (iomem: string): SeenPlatform['reserved'] =>
  [...iomem.matchAll(/^([0-9a-f]+)-([0-9a-f]+) : (.+)$/gm)]
    .filter(([, , , name]) => !OF_THE_MAP.test(name!))
    .map(([, start, end, name]) => ({ start: hex(start!), end: hex(end!), name: name! }));

/** PCI addresses of `../0000:0d:00.0/mem1` and its like, by number of the memdev. */
function memdevsOf(links: string): string[] {
  const found: string[] = [];
  for (const [, pci, number] of links.matchAll(/\/([0-9a-f:.]+)\/mem(\d+)$/gm)) found[Number(number)] = pci!;
  return found;
}

function windowOf(iomem: string): number {
  const [, start] = /([0-9a-f]+)-[0-9a-f]+ : CXL Window 0/.exec(iomem) ?? [];
  if (start === undefined) throw new LabError('the guest has no CXL window');
  return Number.parseInt(start, 16);
}

const tableOf = (answer: GuestAnswer | undefined): Buffer => Buffer.from(answer?.stdout ?? '', 'base64');

/** An ACPI header: shorter tables are none. */
const HEADER = 36;

/** The platform that a guest saw at its boot, and the label areas it was given. */
export function seenPlatform(
  bootLog: string,
  answers: readonly GuestAnswer[],
  machine: GuestMachine,
): SeenPlatform {
  const [iomem, , nfit, srat, memdevs] = answers;
  const platform: SeenPlatform = { e820: e820Of(bootLog), reserved: reservedOf(iomem?.stdout ?? '') };
  const dimms = tableOf(nfit).length > HEADER ? readNfit(tableOf(nfit)) : [];
  if (dimms.length > 0)
    platform.nvdimms = dimms.map((dimm) => ({
      ...dimm,
      // QEMU counts handles from the first slot.
      labelSize: machine.dimms[dimm.handle - 1]?.labelSize ?? 0,
    }));
  if (machine.virtioPmem.length > 0)
    platform.virtioPmem = machine.virtioPmem.map(({ address, size }) => ({
      address: `0x${address.toString(16)}`,
      size,
    }));
  if (machine.cxl !== undefined) {
    platform.cxl = cxlOfPlatform(
      machine.cxl,
      windowOf(iomem?.stdout ?? ''),
      memdevsOf(memdevs?.stdout ?? ''),
    );
    platform.hypervisor = false;
  }
  if (tableOf(srat).length > HEADER) Object.assign(platform, readSrat(tableOf(srat)));
  return platform;
}
