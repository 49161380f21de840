/** Memdevs of libcxl: attributes and endpoint of a CXL memory device, enabling and disabling it. */
import { ERRNO } from '../../../lib/errno.ts';
import { failed } from '../../../wall/files.ts';
import { strtol, strtoull, ULLONG_MAX } from '../../util/strtoull.ts';
import {
  baseName,
  dbg,
  err,
  hasDriver,
  sysfsDeviceList,
  sysfsReadAttr,
  utilBind,
  utilUnbind,
} from '../../util/sysfs.ts';
import { CXL_DEVICES, type Cxl, cxlFlush, dbgBase, u64Of } from './context.ts';
import {
  buses,
  childPorts,
  endpoints,
  invalidateBus,
  type Port,
  portBus,
  portHost,
  portIsEnabled,
} from './port.ts';

export interface Memdev {
  ctx: Cxl;
  id: number;
  name: string;
  path: string;
  pmemSize: bigint;
  ramSize: bigint;
  payloadMax: number;
  labelSize: number;
  serial: bigint;
  /** -1 when unknown. */
  numaNode: number;
  /** Real path of the PCI function. */
  hostPath: string;
  /** Its bridge device to libnvdimm, if there is one. */
  pmem: string | undefined;
  /** Its endpoint port; undefined before the first lookup. */
  endpoint?: Port | undefined;
}

function addPmem(ctx: Cxl, path: string): string {
  dbg(ctx, 'add_cxl_pmem', `${baseName(path)}: pmem_base: '${path}'`);
  return path;
}

function addMemdev(ctx: Cxl, id: number, path: string): Memdev | undefined {
  const name = baseName(path);
  dbgBase(ctx, 'add_cxl_memdev', path);
  if (ctx.files.stat(`/dev/cxl/${name}`) === undefined) return undefined;
  const needed = ['pmem/size', 'ram/size', 'payload_max', 'label_storage_size'].map((attribute) =>
    sysfsReadAttr(ctx, `${path}/${attribute}`),
  );
  if (needed.some((text) => typeof text === 'number')) return undefined;
  const [pmemSize, ramSize, payloadMax, labelSize] = needed.map((text) => strtoull(String(text)).value);
  const node = sysfsReadAttr(ctx, `${path}/numa_node`);
  const realPath = ctx.files.realpath(path);
  if (failed(realPath)) return undefined;
  const [pmem] = sysfsDeviceList(ctx, path, 'pmem', (_id, found) => addPmem(ctx, found));
  return {
    ctx,
    id,
    name,
    path,
    pmemSize: pmemSize!,
    ramSize: ramSize!,
    payloadMax: Number(payloadMax),
    labelSize: Number(labelSize),
    serial: u64Of(ctx, path, 'serial'),
    numaNode: typeof node === 'number' ? -1 : strtol(node).value,
    hostPath: realPath.slice(0, realPath.lastIndexOf('/')),
    pmem,
  };
}

/** The memdevs of the machine, last found first. */
export function memdevs(ctx: Cxl): Memdev[] {
  if (ctx.memdevs === undefined) {
    cxlFlush(ctx);
    ctx.memdevs = sysfsDeviceList(ctx, CXL_DEVICES, 'mem', (id, path) => addMemdev(ctx, id, path));
  }
  return ctx.memdevs;
}

/** The name of the PCI function. */
export const memdevHost = ({ hostPath }: Memdev): string => baseName(hostPath);

/** Tests whether the memdev is bound to its driver. */
export const memdevIsEnabled = ({ ctx, path }: Memdev): boolean => hasDriver(ctx, path);

/** Tests whether libnvdimm uses the memdev and so its labels. */
export const nvdimmBridgeActive = ({ ctx, pmem }: Memdev): boolean =>
  pmem !== undefined && hasDriver(ctx, pmem);

function findEndpoint(parent: Port, memdev: Memdev): Port | undefined {
  for (const port of childPorts(parent)) {
    const found =
      endpoints(port).find((endpoint) => portHost(endpoint) === memdev.name) ?? findEndpoint(port, memdev);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The endpoint port of an enabled memdev. */
export function memdevEndpoint(memdev: Memdev): Port | undefined {
  if (memdev.endpoint !== undefined) return memdev.endpoint;
  if (!memdevIsEnabled(memdev)) return undefined;
  for (const bus of buses(memdev.ctx)) {
    const endpoint = findEndpoint(bus, memdev);
    if (endpoint === undefined) continue;
    memdev.endpoint = endpoint;
    endpoint.memdev = memdev;
    return endpoint;
  }
  return undefined;
}

/** The memdev of an enabled endpoint. */
export function endpointMemdev(endpoint: Port): Memdev | undefined {
  if (endpoint.memdev !== undefined) return endpoint.memdev;
  if (!portIsEnabled(endpoint)) return undefined;
  const memdev = memdevs(endpoint.ctx).find(({ name }) => name === portHost(endpoint));
  if (memdev === undefined) return undefined;
  memdev.endpoint = endpoint;
  endpoint.memdev = memdev;
  return memdev;
}

/** The root above a memdev. */
export function memdevBus(memdev: Memdev): Port | undefined {
  const endpoint = memdevEndpoint(memdev);
  return endpoint && portBus(endpoint);
}

/** Tests whether a memdev is below a port. */
export function portHostsMemdev(port: Port, memdev: Memdev): boolean {
  for (let iter = memdevEndpoint(memdev); iter !== undefined; iter = iter.parent)
    if (iter === port) return true;
  return false;
}

/** Unbinds a memdev from its driver. 0, -ENXIO (it is below no root), -EBUSY (it remains bound). */
export function disableMemdev(memdev: Memdev): number {
  const fn = 'cxl_memdev_disable_invalidate';
  const { ctx, name, path } = memdev;
  if (!memdevIsEnabled(memdev)) return 0;
  const bus = memdevBus(memdev);
  if (bus === undefined) {
    err(ctx, fn, `${name}: failed to invalidate`);
    return -ERRNO.ENXIO;
  }
  utilUnbind(ctx, path);
  if (memdevIsEnabled(memdev)) {
    err(ctx, fn, `${name}: failed to disable`);
    return -ERRNO.EBUSY;
  }
  invalidateBus(bus);
  dbg(ctx, fn, `${name}: disabled`);
  return 0;
}

/** Binds a memdev to its driver. 0, or -ENXIO. */
export function enableMemdev(memdev: Memdev): number {
  if (memdevIsEnabled(memdev)) return 0;
  utilBind(memdev.ctx, memdev.name, 'cxl');
  if (memdevIsEnabled(memdev)) {
    dbg(memdev.ctx, 'cxl_memdev_enable', `${memdev.name}: enabled`);
    return 0;
  }
  err(memdev.ctx, 'cxl_memdev_enable', `${memdev.name}: failed to enable`);
  return -ERRNO.ENXIO;
}

/** Tests whether the kernel reports a number. */
export const isKnown = (value: bigint): boolean => value < ULLONG_MAX;
