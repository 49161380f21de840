/** CXL devices of a paste, as a platform file describes them. */
import type { CxlFacts } from '../readers/cxl-facts.ts';
import { byNumber } from './objects.ts';

type Memdev = CxlFacts['memdevs'][number];

/** A type 3 device of a platform file; sizes in bytes. */
export interface DeviceFile {
  pci: string;
  serial: number;
  pmem?: number;
  ram?: number;
}

/** A memdev of the lists with its device. */
export interface ListedDevice {
  memdev: Memdev;
  file: DeviceFile;
}

/** A PCI function, `0000:0d:00.0`. */
export const PCI_FUNCTION = /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;
/** Number of memdevs that are used, at most. */
const MAX_MEMDEVS = 256;
/** Serial number of mem0 if the lists show none; that of memN is greater by N. */
const FIRST_SERIAL = 0x1234560;
/** Bus number of mem0 if the lists show no PCI function; that of memN is greater by N. */
const FIRST_BUS = 0x0d;

/** Formats the number of a PCI bus or device, two digits of hex. */
export const hexByte = (value: number): string => value.toString(16).padStart(2, '0');

function serialOf({ serial, memdev }: Memdev): number {
  const number = typeof serial === 'string' ? Number(serial) : serial;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 && number < 2 ** 52)
    return number;
  return FIRST_SERIAL + Number(memdev.slice(3));
}

/** Devices once each, in the order of their numbers. */
function memdevsOf({ memdevs }: CxlFacts): Memdev[] {
  const byName = new Map<string, Memdev>();
  for (const next of memdevs) {
    const known = byName.get(next.memdev);
    byName.set(next.memdev, { ...known, ...next, port: next.port ?? known?.port });
  }
  return [...byName.values()].sort((a, b) => byNumber(a.memdev, b.memdev)).slice(0, MAX_MEMDEVS);
}

function deviceFile(memdev: Memdev, index: number): DeviceFile {
  const pci = PCI_FUNCTION.test(memdev.host ?? '') ? memdev.host! : `0000:${hexByte(FIRST_BUS + index)}:00.0`;
  return {
    pci,
    serial: serialOf(memdev),
    ...(memdev.pmem_size !== undefined && { pmem: memdev.pmem_size.value }),
    ...(memdev.ram_size !== undefined && { ram: memdev.ram_size.value }),
  };
}

/** The devices of all memdevs, in the order of their numbers. */
export const listedDevices = (facts: CxlFacts): ListedDevice[] =>
  memdevsOf(facts).map((memdev, i) => ({ memdev, file: deviceFile(memdev, i) }));
