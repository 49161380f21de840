/** The read-only steps of a transcript: state of the emulated machine in the recorder's format. */
import { type Files, failed } from '../wall/files.ts';
import type { RecordedZone } from './transcript.ts';

const textOf = (files: Files, path: string): string => {
  const text = files.read(path);
  return failed(text) ? '' : text;
};
const lineOf = (files: Files, path: string): string => textOf(files, path).trimEnd();

const namesOf = (files: Files, path: string): string[] => {
  const names = files.list(path);
  return failed(names) ? [] : names;
};

const byNumber = (a: string, b: string): number =>
  Number(a.replace(/\D/g, '')) - Number(b.replace(/\D/g, ''));

/** All lines of /proc/iomem. */
export const iomemLines = (files: Files): string[] =>
  textOf(files, '/proc/iomem')
    .split('\n')
    .filter((line) => line !== '');

/** The kernel image, and devices and buses below the windows that the platform reserves. */
const NOT_MODELLED =
  / : (Kernel (code|rodata|data|bss)|[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.\d|PNP\w{4}:\w+|pnp \w{2}:\w{2}|virtio-pci-\w+|endpoint\d+)$|^ .* : PCI Bus /;
/**
 * Lines that the `iomem` step also omits: neither RAM nor reserved nor persistent memory, by their names.
 * Kernels before 4.12 wrote `reserved`, and named pfn devices where later ones name namespaces.
 */
const NOT_MEMORY =
  / : (reserved|pfn\d+\.\d+|PCI .*|(Video|Adapter|System) ROM|IOAPIC \d+|HPET \d+|Local APIC|port\d+|.* PCI .*)$/;

/** Lines of /proc/iomem at boot, without those outside the model. */
export const bootIomem = (lines: string[]): string[] => lines.filter((line) => !NOT_MODELLED.test(line));

/** Lines of /proc/iomem that the `iomem` step records. */
export const memoryIomem = (lines: string[]): string[] =>
  bootIomem(lines).filter((line) => !NOT_MEMORY.test(line));

interface ZoneBlock {
  heading: string;
  node: number;
  zone: string;
  fields: Map<string, number>;
}

/** /proc/zoneinfo by zone: the fields that describe its extent. */
function zoneBlocks(files: Files): ZoneBlock[] {
  const blocks: ZoneBlock[] = [];
  for (const line of textOf(files, '/proc/zoneinfo').split('\n')) {
    const heading = /^Node (\d+), zone +(\w+)/.exec(line);
    if (heading) {
      const [, node, zone] = heading;
      blocks.push({
        heading: `Node ${node}, zone ${zone}`,
        node: Number(node),
        zone: zone!,
        fields: new Map(),
      });
      continue;
    }
    const field = /^ +(spanned|present|managed|start_pfn):? +(\d+)$/.exec(line);
    if (field) blocks.at(-1)?.fields.set(field[1]!, Number(field[2]));
  }
  return blocks;
}

/** Zones as a boot records them, without `managed`, which the model does not compute. */
export const zoneLines = (zones: RecordedZone[]): string[] =>
  zones.map(
    (zone) =>
      `node ${zone.node} zone ${zone.zone} spanned ${zone.spanned} present ${zone.present} start_pfn ${zone.start_pfn ?? '-'}`,
  );

/** The zones of the emulated machine in the format of a transcript. */
export const ourZones = (files: Files): RecordedZone[] =>
  zoneBlocks(files).map(({ node, zone, fields }) => ({
    node,
    zone,
    spanned: fields.get('spanned') ?? 0,
    present: fields.get('present') ?? 0,
    start_pfn: fields.get('start_pfn'),
  }));

/** A path relative to a folder. */
function relativePath(folder: string, path: string): string {
  const [from, to] = [folder, path].map((text) => text.split('/').filter((part) => part !== ''));
  const apart = from!.findIndex((part, i) => part !== to![i]);
  const shared = apart < 0 ? from!.length : apart;
  return [...from!.slice(shared).map(() => '..'), ...to!.slice(shared)].join('/');
}

/** A link's target as readlink prints it, or the error. */
export function linkTarget(files: Files, path: string): string {
  const target = files.readlink(path);
  if (failed(target)) return `(${target.error})`;
  const folder = files.realpath(path.slice(0, path.lastIndexOf('/')));
  return failed(folder) ? `(${folder.error})` : relativePath(folder, target);
}

/** The Device zone as the `device-zone` step prints it; empty without one. */
export const deviceZoneLines = (files: Files): string[] =>
  zoneBlocks(files)
    .filter((block) => block.zone === 'Device')
    .flatMap((block) => [block.heading, ...[...block.fields].map(([name, value]) => `${name} ${value}`)]);

const BLOCKS = '/sys/devices/system/memory';

/** One line for each memory block with the recorded fields. */
export function memoryBlockLines(files: Files, fields: string[]): string[] {
  return namesOf(files, BLOCKS)
    .filter((name) => /^memory\d+$/.test(name))
    .sort(byNumber)
    .map((block) =>
      fields
        .map(
          (field) => `${field} ${field === 'block' ? block : lineOf(files, `${BLOCKS}/${block}/${field}`)}`,
        )
        .join(' '),
    );
}

const MEMMAP = '/sys/firmware/memmap';

/** One line for each entry of /sys/firmware/memmap: number, start, end, type. */
export const firmwareMemmapLines = (files: Files): string[] =>
  namesOf(files, MEMMAP)
    .sort(byNumber)
    .map((entry) =>
      [entry, ...['start', 'end', 'type'].map((field) => lineOf(files, `${MEMMAP}/${entry}/${field}`))].join(
        ' ',
      ),
    );
