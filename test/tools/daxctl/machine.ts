/**
 * A machine with one devdax device as files: 1 GiB of memory at 8 GiB, blocks of 128 MiB, everything
 * literal. Drivers accept any device; memory blocks accept any state.
 */

import type { ErrnoName } from '../../../src/lib/errno.ts';
import { kernfsOrder } from '../../../src/lib/kernfs.ts';
import { ALONE } from '../../../src/machine/command.ts';
import { daxctl } from '../../../src/tools/daxctl/main.ts';
import type { ToolResult } from '../../../src/tools/tool.ts';
import { type Files, pathOf } from '../../../src/wall/files.ts';

export interface DaxMachine {
  /** The driver of dax0.0. */
  driver: 'device_dax' | 'kmem' | undefined;
  /** Blocks by number: `offline`, `online`, `online_movable`. */
  blocks: Map<number, string>;
  autoOnline: string;
  /** Blocks that cannot be taken offline: EINVAL. */
  stubborn: Set<number>;
  /** Every write, as `PATH TEXT`. */
  writes: string[];
  /** Every attribute read. */
  reads: string[];
}

const REGION = '/sys/devices/platform/e820_pmem/ndbus0/region0/dax0.0';
const DEVICE = `${REGION}/dax0.0`;
const NODE = '/sys/devices/system/node/node0';

export const newMachine = (): DaxMachine => ({
  driver: 'device_dax',
  blocks: new Map([
    [64, 'online'],
    [72, 'online'],
  ]),
  autoOnline: 'offline',
  stubborn: new Set(),
  writes: [],
  reads: [],
});

/** Blocks 65 to 71 lie in the device, as kmem adds them. */
const KMEM_BLOCKS = [65, 66, 67, 68, 69, 70, 71];

function attributes(m: DaxMachine): Record<string, string> {
  const files: Record<string, string> = {
    [`${REGION}/uuid`]: 'ae06494b-cf4b-442b-8538-18b81b30a264',
    [`${REGION}/dax_region/id`]: '0',
    [`${REGION}/dax_region/size`]: '1054867456',
    [`${REGION}/dax_region/align`]: '2097152',
    [`${DEVICE}/resource`]: '0x201200000',
    [`${DEVICE}/size`]: '1054867456',
    [`${DEVICE}/align`]: '2097152',
    [`${DEVICE}/target_node`]: '0',
    [`${DEVICE}/mapping0/start`]: '0x201200000',
    [`${DEVICE}/mapping0/end`]: '0x23fffffff',
    [`${DEVICE}/mapping0/page_offset`]: '0x0',
    '/sys/devices/system/memory/block_size_bytes': '8000000',
    '/sys/devices/system/memory/auto_online_blocks': m.autoOnline,
  };
  for (const [block, state] of m.blocks) {
    files[`${NODE}/memory${block}/state`] = state === 'offline' ? 'offline' : 'online';
    files[`${NODE}/memory${block}/valid_zones`] =
      { offline: 'Normal Movable', online: 'Normal' }[state] ?? 'Movable';
  }
  return files;
}

function store(m: DaxMachine, path: string, text: string): ErrnoName | undefined {
  const block = /\/memory(\d+)\/state$/.exec(path)?.[1];
  if (block !== undefined) {
    if (text === 'offline' && m.stubborn.has(Number(block))) return 'EINVAL';
    m.blocks.set(Number(block), text);
    return undefined;
  }
  const driver = /\/sys\/bus\/dax\/drivers\/(device_dax|kmem)\/(new_id|bind)$/.exec(path);
  if (driver !== null) {
    if (m.driver !== undefined) return 'ENODEV';
    m.driver = driver[1] as 'device_dax' | 'kmem';
    if (m.driver === 'kmem') for (const id of KMEM_BLOCKS) m.blocks.set(id, m.autoOnline);
    return undefined;
  }
  if (path === `${DEVICE}/driver/remove_id`) return undefined;
  if (path === `${DEVICE}/driver/unbind`) {
    m.driver = undefined;
    for (const id of KMEM_BLOCKS) m.blocks.delete(id);
    return undefined;
  }
  return path in attributes(m) ? 'EACCES' : 'ENOENT';
}

export function filesOf(m: DaxMachine): Files {
  const links = (): Record<string, string> => ({
    '/sys/bus/dax/devices/dax0.0': DEVICE,
    [`${DEVICE}/subsystem`]: '/sys/bus/dax',
    ...(m.driver === undefined ? {} : { [`${DEVICE}/driver`]: `/sys/bus/dax/drivers/${m.driver}` }),
  });
  const directories: Record<string, string[]> = {
    '/sys/bus/dax/devices': ['dax0.0'],
    '/sys/bus/dax/drivers': ['kmem', 'device_dax'],
    [REGION]: ['uuid', 'dax_region', 'dax0.0'],
  };
  const exists = (path: string): boolean =>
    path === '/dev/dax0.0' ||
    path in directories ||
    Object.keys(attributes(m)).some((name) => name === path || name.startsWith(`${path}/`));
  return {
    read(file, name) {
      const path = pathOf(file, name);
      m.reads.push(path);
      const text = attributes(m)[path];
      return text === undefined ? { error: 'ENOENT' } : `${text}\n`;
    },
    write(path, text) {
      const plain = text.replace(/\0$/, '');
      m.writes.push(`${path} ${plain}`);
      const error = store(m, path, plain);
      return error === undefined ? undefined : { error };
    },
    list: (path) => (path in directories ? kernfsOrder(directories[path]!) : { error: 'ENOENT' }),
    stat(file, name) {
      const path = pathOf(file, name);
      if (path in links()) return { kind: 'link', mode: 0o777 };
      if (!exists(path)) return undefined;
      return { kind: path.startsWith('/dev/') ? 'device' : 'dir', mode: 0o755 };
    },
    readlink: (path) => links()[path] ?? { error: 'EINVAL' },
    realpath: (path) => links()[path] ?? (exists(path) ? path : { error: 'ENOENT' }),
    readBytes: () => ({ error: 'EINVAL' }),
    writeBytes: () => ({ error: 'EINVAL' }),
    ioctl: () => ({ error: 'ENOTTY' }),
    loadModule: () => undefined,
    unloadModule: () => undefined,
    events: () => 0,
    openExclusive: () => undefined,
  };
}

/** Runs a daxctl command line on the machine. */
export const run = async (m: DaxMachine, command: string): Promise<ToolResult> =>
  daxctl(
    command.split(' ').filter((word) => word !== ''),
    { ...ALONE, files: filesOf(m), newUuid: () => '00000000-0000-4000-8000-000000000000' },
  );
