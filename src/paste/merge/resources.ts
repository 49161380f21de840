/** Resources of /proc/iomem that are no memory: PCI windows, ROMs, BARs of NVMe controllers. */
import type { Facts } from '../facts.ts';
import { levels } from '../readers/iomem.ts';
import { lastIomem } from './memory-map.ts';
import { type Notes, noteAssumption } from './notes.ts';

/** Names of top rows of /proc/iomem that are not resources of the firmware or of devices. */
const OWN =
  /^(?:System RAM.*|[Rr]eserved|ACPI Tables|ACPI Non-volatile Storage|Unusable memory|Persistent Memory.*|Soft Reserved|RAM buffer|Kernel .*|Crash kernel|CXL Window \d+|hmem\.\d+|namespace\d+\.\d+|dax\d+\.\d+|<BAD>|region\d+)$/;

/** Top rows of /proc/iomem that are no memory: PCI windows, ROMs, the IOAPIC. */
export function resourcesOf(facts: Facts): { start: number; end: number; name: string }[] {
  const iomem = lastIomem(facts);
  if (iomem === undefined) return [];
  return levels(iomem)
    .filter(({ depth, name }) => depth === 0 && !OWN.test(name))
    .map(({ start, end, name }) => ({ start, end, name }))
    .slice(0, 1000);
}

interface PciFile {
  address: string;
  bars: { index: number; start: number; size: number }[];
}

const FUNCTION = /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;
const MAX_DEVICES = 64;

/** NVMe controllers, whose BARs can be mapped as peer-to-peer memory. */
export function pciOf(facts: Facts, notes: Notes): PciFile[] {
  const iomem = lastIomem(facts);
  if (iomem === undefined) return [];
  const rows = levels(iomem);
  const found = new Map<string, PciFile>();
  for (const [i, row] of rows.entries()) {
    const below = rows[i + 1];
    const isNvme = below?.name === 'nvme' && below.depth === row.depth + 1;
    if (!FUNCTION.test(row.name) || !isNvme || found.size >= MAX_DEVICES) continue;
    const device = found.get(row.name) ?? { address: row.name, bars: [] };
    device.bars.push({ index: 0, start: row.start, size: row.end - row.start + 1 });
    found.set(row.name, device);
  }
  const devices = [...found.values()];
  // BARs of 64 bits take two numbers each; controllers have their registers in the first, small one.
  for (const { bars } of devices) {
    bars.sort((a, b) => a.size - b.size);
    for (const [i, bar] of bars.entries()) bar.index = Math.min(2 * i, 5);
  }
  if (devices.length > 0)
    noteAssumption(notes, 'numbers of the BARs of NVMe controllers: /proc/iomem shows none');
  return devices.filter(({ bars }) => bars.length <= 3);
}
