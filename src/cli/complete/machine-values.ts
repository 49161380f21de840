/** Completions from the machine: devices and paths of its files. */
import { type Files, failed } from '../../wall/files.ts';
import type { Candidate, Kind } from './spec.ts';

const ND = '/sys/bus/nd/devices';
const CXL = '/sys/bus/cxl/devices';
const DAX = '/sys/bus/dax/devices';
/** Longer lists have no descriptions, since each one reads files. */
const DESCRIBED = 60;

const namesIn = (files: Files, folder: string): string[] => {
  const names = files.list(folder);
  return failed(names) ? [] : names;
};

/** Description of a namespace of size zero, the seed of the next one. */
export const IDLE = 'idle seed';

const byNumber = new Intl.Collator('en', { numeric: true }).compare;

function attribute(files: Files, path: string): string {
  const text = files.read(path);
  return failed(text) ? '' : text.trim();
}

const UNITS = [
  ['T', 2 ** 40],
  ['G', 2 ** 30],
  ['M', 2 ** 20],
  ['K', 2 ** 10],
] as const;

/** `3.94G` */
export function shortSize(bytes: number): string {
  for (const [unit, factor] of UNITS)
    if (bytes >= factor) return `${Number((bytes / factor).toFixed(2))}${unit}`;
  return String(bytes);
}

const sizeOf = (files: Files, folder: string): string =>
  shortSize(Number(attribute(files, `${folder}/size`) || 0));

const DESCRIBE: Record<string, (files: Files, folder: string) => string> = {
  namespace(files, folder) {
    const size = Number(attribute(files, `${folder}/size`) || 0);
    if (size === 0) return IDLE;
    const holder = attribute(files, `${folder}/holder`);
    const mode = holder === '' ? attribute(files, `${folder}/mode`) : `held by ${holder}`;
    return `${shortSize(size)}, ${mode || 'raw'}`;
  },
  region(files, folder) {
    const free = attribute(files, `${folder}/available_size`);
    return `${sizeOf(files, folder)}${free === '' ? '' : `, ${shortSize(Number(free))} free`}`;
  },
  ndbus: (files, folder) => attribute(files, `${folder}/provider`),
  nmem: (files, folder) => `serial ${attribute(files, `${folder}/nfit/serial`)}`,
  dax: (files, folder) => sizeOf(files, folder),
  mem(files, folder) {
    const parts = ['ram', 'pmem'].map(
      (kind) => [kind, Number(attribute(files, `${folder}/${kind}/size`))] as const,
    );
    return parts.flatMap(([kind, size]) => (size > 0 ? [`${shortSize(size)} ${kind}`] : [])).join(', ');
  },
  decoder: (files, folder) => sizeOf(files, folder),
};

function devices(files: Files, folder: string, pattern: RegExp, prefix: string): Candidate[] {
  const names = namesIn(files, folder)
    .filter((name) => pattern.test(name) && name.startsWith(prefix))
    .sort(byNumber);
  if (names.length > DESCRIBED) return names.map((value) => ({ value }));
  return names.map((value) => {
    const about = DESCRIBE[/^[a-z]+/.exec(value)?.[0] ?? '']?.(files, `${folder}/${value}`);
    return about ? { value, about } : { value };
  });
}

/** Paths in the folder of the typed path; folders end in a slash. */
function paths(files: Files, prefix: string): Candidate[] {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  if (folder === '') return [{ value: '/sys/' }, { value: '/proc/' }, { value: '/dev/' }];
  const rest = prefix.slice(folder.length);
  return namesIn(files, folder === '/' ? '/' : folder.slice(0, -1))
    .filter((name) => name.startsWith(rest))
    .sort(byNumber)
    .map((name) => {
      const path = `${folder}${name}`;
      const real = files.realpath(path);
      const isFolder = !failed(real) && files.stat(real)?.kind === 'dir';
      return { value: isFolder ? `${path}/` : path };
    });
}

/** Devices of the cxl bus. */
const CXL_KINDS: Partial<Record<Kind, RegExp>> = {
  memdev: /^mem\d/,
  'cxl-bus': /^root/,
  'cxl-port': /^port/,
  'cxl-endpoint': /^endpoint/,
  'cxl-decoder': /^decoder/,
  'cxl-region': /^region/,
};

/** Values of a kind that depends on the machine; undefined for other kinds. */
export function machineValues(files: Files, kind: Kind, prefix: string): Candidate[] | undefined {
  const cxl = CXL_KINDS[kind];
  if (cxl !== undefined) return devices(files, CXL, cxl, prefix);
  switch (kind) {
    case 'namespace':
      return devices(files, ND, /^namespace/, prefix);
    case 'region':
      return devices(files, ND, /^region/, prefix);
    case 'dimm':
      return devices(files, ND, /^nmem/, prefix);
    case 'bus':
      return devices(files, ND, /^ndbus/, prefix);
    case 'dax-device':
      return devices(files, DAX, /^dax/, prefix);
    case 'block-device':
      return devices(files, '/sys/class/block', /^pmem/, prefix);
    case 'object':
      return [
        ...devices(files, ND, /^(region|namespace)/, prefix),
        ...devices(files, DAX, /^dax\d+\.\d+/, prefix),
        ...devices(files, CXL, /^(mem\d|region|decoder0\.)/, prefix),
      ];
    case 'path':
      return paths(files, prefix);
    default:
      return undefined;
  }
}
