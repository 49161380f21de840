/** The machine as user space sees it: the names that the next command may use. */
import { type Files, failed } from '../../../src/wall/files.ts';

/** Devices and files by kind. */
export interface View {
  namespaces: string[];
  regions: string[];
  dimms: string[];
  /** Device-dax instances. */
  daxes: string[];
  /** Idle or claimed pfn, btt and dax devices of the nd bus. */
  claims: string[];
  /** Devices of the cxl bus; `decoders` are those below the root. */
  memdevs: string[];
  cxlRegions: string[];
  ports: string[];
  decoders: string[];
  /** Memory blocks of memory that kmem added. */
  blocks: string[];
  /** Attributes of a device, by its folder. */
  attributes(folder: string): string[];
}

export const ND = '/sys/bus/nd/devices';
export const CXL = '/sys/bus/cxl/devices';
export const DAX = '/sys/bus/dax/devices';
export const BLOCKS = '/sys/devices/system/memory';
const BLOCK_SIZE = 2 ** 27;

const listed = (files: Files, folder: string): string[] => {
  const names = files.list(folder);
  return failed(names) ? [] : [...names].sort();
};

function kmemBlocks(files: Files): string[] {
  const iomem = files.read('/proc/iomem');
  if (failed(iomem)) return [];
  return [...iomem.matchAll(/([0-9a-f]+)-([0-9a-f]+) : System RAM \(kmem\)/g)].flatMap(([, start, end]) => {
    const first = Number.parseInt(start!, 16) / BLOCK_SIZE;
    const last = Number.parseInt(end!, 16) / BLOCK_SIZE;
    return Array.from({ length: Math.ceil(last - first) }, (_, i) => `memory${first + i}`);
  });
}

/** Attributes that name the device itself or belong to the driver core. */
const NOT_READ = new Set(['uevent', 'dev', 'modalias', 'resource']);

export function viewOf(files: Files): View {
  const nd = listed(files, ND);
  const cxl = listed(files, CXL);
  const named = (pattern: RegExp, names = nd): string[] => names.filter((name) => pattern.test(name));
  return {
    namespaces: named(/^namespace/),
    regions: named(/^region/),
    dimms: named(/^nmem/),
    daxes: listed(files, DAX),
    claims: named(/^(pfn|btt|dax)/),
    memdevs: named(/^mem/, cxl),
    cxlRegions: named(/^region/, cxl),
    ports: named(/^(port|endpoint)/, cxl),
    decoders: named(/^decoder[^0]/, cxl),
    blocks: kmemBlocks(files),
    attributes: (folder) =>
      listed(files, folder).filter((name) => {
        const stat = files.stat(folder, name);
        return stat?.kind === 'file' && (stat.mode & 0o400) !== 0 && !NOT_READ.has(name);
      }),
  };
}
