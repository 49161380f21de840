/** A machine with DIMMs for the tests of this folder, and functions for its files. */
import { dimmMedia } from '../../../src/firmware/media.ts';
import { readPlatform } from '../../../src/firmware/schema.ts';
import { encode_index, fresh_index } from '../../../src/kernel/nvdimm/label/layout.ts';
import { readBytes, writeBytes } from '../../../src/lib/bytes/sparse-bytes.ts';
import { GiB, KiB, MiB } from '../../../src/lib/units.ts';
import { bootMachine, type Machine } from '../../../src/machine/machine.ts';

export const ND = '/sys/bus/nd/devices';
const E820 = [
  { start: 0x1000, end: 0xbfffffff, type: 'usable' },
  { start: 4 * GiB, end: 5 * GiB - 1, type: 'usable' },
];
export const LABEL_SIZE = 128 * KiB;
const BASE = 16 * GiB;

interface Options {
  kernel?: string;
  cmdline?: string;
  /** DIMMs of one interleave set, at region offsets 0, 1, .. */
  ways?: number;
  /** Bytes of each DIMM. */
  size?: number;
  labelSize?: number;
  /** `1.1`, `1.2`: areas initialised by tools; `blank`: new DIMMs. */
  labels?: '1.1' | '1.2' | 'blank';
}

/** Boots a bus with one region over all DIMMs. */
export function bootDimms(options: Options = {}): Machine {
  const { kernel = '6.1', cmdline = '', ways = 1, size = 256 * MiB, labelSize = LABEL_SIZE } = options;
  const dimms = Array.from({ length: ways }, (_, i) => ({
    handle: i + 1,
    serial: 0x1000 + i,
    size,
    labelSize,
  }));
  const mappings = dimms.map((_, i) => ({ dimm: i, offset: 0, size, position: i, regionOffset: i * 4096 }));
  const platform = readPlatform({
    e820: E820,
    buses: [{ provider: 'ACPI.NFIT', dimms, regions: [{ address: BASE, size: size * ways, mappings }] }],
  });
  const machine = bootMachine(platform, { kernel, cmdline, seed: 7 });
  const version = options.labels ?? '1.2';
  if (version === 'blank') return machine;
  disable(machine);
  for (let i = 0; i < ways; i++) {
    const long = version === '1.2' ? 256 : 128;
    for (const which of [0, 1]) {
      const block = encode_index(fresh_index(labelSize, long, 3 - which), which, long);
      writeBytes(labelStore(machine, i), which * block.length, block);
    }
    put(machine, '/sys/bus/nd/drivers/nvdimm/unbind', `nmem${i}`);
    put(machine, '/sys/bus/nd/drivers/nvdimm/bind', `nmem${i}`);
  }
  enable(machine);
  return machine;
}

const labelStore = ({ firmware }: Machine, dimm: number) =>
  dimmMedia(firmware.media, firmware.platform.buses[0]!.dimms[dimm]!).label;

/** The label area of DIMM number `dimm`. */
export const labelArea = (machine: Machine, dimm = 0): Uint8Array =>
  readBytes(labelStore(machine, dimm), 0, machine.firmware.platform.buses[0]!.dimms[dimm]!.labelSize);

/** Writes a value with a newline, as echo does; returns `ok` or the errno name. */
export const put = ({ files }: Machine, path: string, value: string | number): string =>
  files.write(path, `${value}\n`)?.error ?? 'ok';

/** Reads a file without its newline, or returns the errno name. */
export function get({ files }: Machine, path: string): string {
  const read = files.read(path);
  return typeof read === 'string' ? read.trimEnd() : read.error;
}

export const disable = (machine: Machine, region = 'region0'): string =>
  put(machine, '/sys/bus/nd/drivers/nd_region/unbind', region);
export const enable = (machine: Machine, region = 'region0'): string =>
  put(machine, '/sys/bus/nd/drivers/nd_region/bind', region);

export const uuidOf = (n: number): string => `11111111-2222-4333-8444-${n.toString(16).padStart(12, '0')}`;

/** Configures the seed with a uuid and a size and enables it in raw mode; returns its name. */
export function createRaw(machine: Machine, n: number, size: number): string {
  const name = get(machine, `${ND}/region0/namespace_seed`);
  for (const [file, value] of [
    ['uuid', uuidOf(n)],
    ['size', size],
  ] as const) {
    const result = put(machine, `${ND}/${name}/${file}`, value);
    if (result !== 'ok') throw new Error(`${name}/${file}: ${result}`);
  }
  put(machine, '/sys/bus/nd/drivers/nd_pmem/bind', name);
  return name;
}

/** Disables a namespace and releases its space. */
export function destroy(machine: Machine, name: string): void {
  put(machine, '/sys/bus/nd/drivers/nd_pmem/unbind', name);
  const result = put(machine, `${ND}/${name}/size`, 0);
  if (result !== 'ok') throw new Error(`${name}: ${result}`);
}

/** Messages of the kernel log since `mark`. */
export const logSince = ({ kernel }: Machine, mark: number): string[] =>
  kernel.state.log.lines.slice(mark).map((line) => line.text);
export const logMark = ({ kernel }: Machine): number => kernel.state.log.lines.length;
