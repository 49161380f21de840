/** Reads the ACPI tables that describe memory: NFIT (DIMMs and their ranges) and SRAT (nodes). */

/** One NVDIMM of a table with one region per DIMM, in the form of a platform file; `size` in bytes. */
export interface SeenDimm {
  handle: number;
  physId: number;
  vendorId: string;
  serial: string;
  size: number;
  address: string;
}

/** One memory affinity entry, in the form of a platform file. */
export interface SeenNode {
  start: string;
  end: string;
  node: number;
  hotplug?: true;
  nonVolatile?: true;
}

export interface SeenCpu {
  cpu: number;
  node: number;
}

const hex = (value: number | bigint): string => `0x${value.toString(16)}`;
const viewOf = (data: Uint8Array): DataView => new DataView(data.buffer, data.byteOffset, data.byteLength);

/** Entries from `offset` on; `header` reads an entry's type and length. */
function entries(
  table: DataView,
  offset: number,
  header: (at: number) => { type: number; length: number },
): { type: number; at: number }[] {
  const found: { type: number; at: number }[] = [];
  for (let at = offset; at + 4 <= table.byteLength; ) {
    const { type, length } = header(at);
    if (length === 0) break;
    found.push({ type, at });
    at += length;
  }
  return found;
}

/** Types of NFIT structures: system physical address range, region mapping, control region. */
const SPA = 0;
const MAPPING = 1;
const CONTROL = 4;
/** An ACPI header and four reserved bytes. */
const NFIT_BODY = 40;

/** The DIMMs of an NFIT by handle; those without a range of their own are left out. */
export function readNfit(data: Uint8Array): SeenDimm[] {
  const table = viewOf(data);
  const all = entries(table, NFIT_BODY, (at) => ({
    type: table.getUint16(at, true),
    length: table.getUint16(at + 2, true),
  }));
  const byIndex = (wanted: number): Map<number, number> =>
    new Map(all.filter(({ type }) => type === wanted).map(({ at }) => [table.getUint16(at + 4, true), at]));
  const ranges = byIndex(SPA);
  const controls = byIndex(CONTROL);
  return all
    .filter(({ type }) => type === MAPPING)
    .flatMap(({ at }) => {
      const range = ranges.get(table.getUint16(at + 12, true));
      const control = controls.get(table.getUint16(at + 14, true));
      if (range === undefined || control === undefined) return [];
      return {
        handle: table.getUint32(at + 4, true),
        physId: table.getUint16(at + 8, true),
        vendorId: hex(table.getUint16(control + 6, true)),
        serial: hex(table.getUint32(control + 24, true)),
        size: Number(table.getBigUint64(at + 16, true)),
        address: hex(table.getBigUint64(range + 32, true)),
      };
    })
    .sort((a, b) => a.handle - b.handle);
}

/** Types of SRAT structures: CPU by APIC id, memory. */
const SRAT_CPU = 0;
const SRAT_MEMORY = 1;
const SRAT_BODY = 48;
const ENABLED = 1;
const HOTPLUG = 2;
const NON_VOLATILE = 4;

/** Nodes of an SRAT; entries that are not enabled are left out. */
export function readSrat(data: Uint8Array): { numa: SeenNode[]; cpus: SeenCpu[] } {
  const table = viewOf(data);
  const all = entries(table, SRAT_BODY, (at) => ({
    type: table.getUint8(at),
    length: table.getUint8(at + 1),
  }));
  const numa = all
    .filter(({ type, at }) => type === SRAT_MEMORY && table.getUint32(at + 28, true) & ENABLED)
    .map(({ at }): SeenNode => {
      const start = table.getBigUint64(at + 8, true);
      const flags = table.getUint32(at + 28, true);
      return {
        start: hex(start),
        end: hex(start + table.getBigUint64(at + 16, true) - 1n),
        node: table.getUint32(at + 2, true),
        ...(flags & HOTPLUG ? { hotplug: true } : {}),
        ...(flags & NON_VOLATILE ? { nonVolatile: true } : {}),
      };
    });
  const cpus = all
    .filter(({ type, at }) => type === SRAT_CPU && table.getUint32(at + 4, true) & ENABLED)
    .map(({ at }) => ({ cpu: table.getUint8(at + 3), node: table.getUint8(at + 2) }));
  return { numa, cpus };
}
