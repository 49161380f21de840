/** Defaults of optional platform fields, and expansion of the short form with one region per DIMM. */
import { alignDown, MiB } from '../lib/units.ts';
import { completeCxl, cxlEnd, withoutCxl } from './cxl-defaults.ts';
import { withoutMemory, withPcResources } from './pc-resources.ts';
import type { Cpu, NfitBus, NfitDimm, NfitRegion, Platform } from './platform.ts';
import { qemuOrder } from './qemu-order.ts';
import type { PlatformFile } from './schema.ts';

type BusFile = NonNullable<PlatformFile['buses']>[number];
type DimmFile = BusFile['dimms'][number];
type RegionFile = BusFile['regions'][number];

/** Default vendor id: Intel, as for QEMU's DIMMs. */
const VENDOR = 0x8086;
/** Interface code of byte-addressable, energy-backed memory. */
const FORMAT = 0x0301;

/** Commands of a QEMU DIMM, with or without a label area. */
const DIMM_COMMANDS = ['get_size', 'get_data', 'set_data', 'cmd_call'];

/** Formats a number in hex with reversed bytes, as sysfs prints big-endian fields. */
function swapped(value: number, length: number): string {
  const pairs =
    value
      .toString(16)
      .padStart(length * 2, '0')
      .match(/../g) ?? [];
  return pairs.reverse().join('');
}

function dimm(file: DimmFile): NfitDimm {
  const { handle, serial, physId = 0, vendorId = VENDOR, labelSize = 0, format = FORMAT } = file;
  return {
    handle,
    physId,
    vendorId,
    serial,
    id: file.id ?? `${swapped(vendorId, 2)}-${swapped(serial, 4)}`,
    format,
    labelSize,
    labels: file.labels ?? null,
    size: file.size,
    commands: file.commands ?? [...DIMM_COMMANDS],
    flags: file.flags ?? [],
  };
}

const region = (file: RegionFile): NfitRegion => ({
  address: file.address,
  size: file.size,
  readOnly: file.readOnly ?? false,
  volatile: file.volatile ?? false,
  persistenceDomain: file.persistenceDomain ?? null,
  mappings: (file.mappings ?? []).map((entry, index) => ({
    dimm: entry.dimm,
    offset: entry.offset ?? 0,
    size: entry.size,
    position: entry.position ?? index,
    regionOffset: entry.regionOffset ?? 0,
  })),
});

const bus = (file: BusFile): NfitBus => ({
  provider: file.provider,
  commands: file.commands ?? ['cmd_call'],
  dimms: file.dimms.map(dimm),
  regions: file.regions.map(region),
});

/** Page size of the memory behind an emulated DIMM; a remainder at its end is unusable. */
const BACKING_PAGE = 2 * MiB;

/** Expands the short form to a bus: each DIMM is one region at its address, in whole pages. */
function simpleBus(dimms: NonNullable<PlatformFile['nvdimms']>): NfitBus {
  const sizes = dimms.map(({ size }) => alignDown(size, BACKING_PAGE));
  return bus({
    provider: 'ACPI.NFIT',
    // QEMU always reports physical id 0.
    dimms: dimms.map(({ address: _address, ...rest }, index) => ({
      ...rest,
      physId: 0,
      size: sizes[index]!,
    })),
    regions: qemuOrder(dimms.map(({ handle }) => handle)).map((index) => ({
      address: dimms[index]!.address,
      size: sizes[index]!,
      mappings: [{ dimm: index, size: sizes[index]! }],
    })),
  });
}

/** Smallest number of physical address bits of common CPUs that covers all ranges. */
function enoughBits(file: PlatformFile, buses: readonly NfitBus[]): number {
  const ends = [
    ...[...file.e820, ...(file.reserved ?? []), ...(file.numa ?? [])].map(({ end }) => end),
    ...(file.virtioPmem ?? []).map(({ address, size }) => address + size - 1),
    ...buses.flatMap(({ regions }) => regions.map(({ address, size }) => (address ?? 0) + size - 1)),
    cxlEnd(file.cxl),
  ];
  const top = Math.max(...ends, 0);
  return [40, 46].find((bits) => top < 2 ** bits) ?? 52;
}

/** CPUs of a file; by default one on the lowest node. */
function cpusOf({ cpus, numa = [] }: PlatformFile): Cpu[] {
  if (cpus !== undefined && cpus.length > 0) return [...cpus].sort((a, b) => a.cpu - b.cpu);
  const node = numa.length > 0 ? Math.min(...numa.map((entry) => entry.node)) : 0;
  return [{ cpu: 0, node }];
}

/** Expands a platform file to a complete platform. */
export function completePlatform(file: PlatformFile): Platform {
  const short = file.nvdimms ?? [];
  const buses = [...(short.length > 0 ? [simpleBus(short)] : []), ...(file.buses ?? []).map(bus)];
  const { e820, reserved: listed = [], hypervisor = true } = file;
  const reserved = withoutCxl(withoutMemory(listed));
  return {
    e820,
    reserved: hypervisor ? withPcResources(reserved, e820, buses.length > 0) : reserved,
    buses,
    numa: (file.numa ?? []).map(({ hotplug = false, nonVolatile = false, ...entry }) => ({
      ...entry,
      hotplug,
      nonVolatile,
    })),
    cpus: cpusOf(file),
    virtioPmem: file.virtioPmem ?? [],
    ...(file.cxl !== undefined && { cxl: completeCxl(file.cxl, listed) }),
    pci: (file.pci ?? []).map(({ address, bars }) => ({
      address,
      bars: bars.map(({ index, start, size }) => ({ index, start, size })),
    })),
    ...(file.kernelImage !== undefined && { kernelImage: file.kernelImage }),
    physBits: file.physBits ?? enoughBits(file, buses),
    hypervisor,
    efi: file.efi ?? e820.some(({ type }) => type === 'soft reserved'),
  };
}
