/** Ports of libcxl: the roots (buses), host bridges and switches, endpoints; and their downstream ports. */
import { ERRNO } from '../../../lib/errno.ts';
import { failed } from '../../../wall/files.ts';
import { baseName, dbg, err, hasDriver, sysfsDeviceList, utilBind, utilUnbind } from '../../util/sysfs.ts';
import { CXL_DEVICES, type Cxl, cxlFlush, dbgBase } from './context.ts';
import type { Decoder } from './decoder.ts';
import type { Memdev } from './memdev.ts';

/** A downstream port of a switch or host bridge, or a host bridge below a root. */
export interface Dport {
  port: Port;
  id: number;
  name: string;
  path: string;
  /** Real path of the PCI device of an ACPI object. */
  physPath: string | undefined;
  /** Real path of the ACPI object of a device. */
  fwPath: string | undefined;
}

export interface Port {
  ctx: Cxl;
  id: number;
  name: string;
  path: string;
  type: 'root' | 'switch' | 'endpoint';
  parent: Port | undefined;
  depth: number;
  /** Real path of the device that the port stands for. */
  uport: string;
  /** Read at first use. */
  ports?: Port[] | undefined;
  endpoints?: Port[];
  decoders?: Decoder[];
  dports?: Dport[];
  /** The memdev of an endpoint; undefined before the first lookup. */
  memdev?: Memdev | undefined;
}

const real = (ctx: Cxl, path: string): string | undefined => {
  const found = ctx.files.realpath(path);
  return failed(found) ? undefined : found;
};

/** Functions of the library by the type of port that they add. */
const ADD = { root: 'add_cxl_bus', switch: 'add_cxl_port', endpoint: 'add_cxl_endpoint' } as const;

function addPort(
  ctx: Cxl,
  type: Port['type'],
  parent: Port | undefined,
  id: number,
  path: string,
): Port | undefined {
  dbgBase(ctx, ADD[type], path);
  const uport = real(ctx, `${path}/uport`);
  if (uport === undefined) return undefined;
  return { ctx, id, name: baseName(path), path, type, parent, depth: (parent?.depth ?? -1) + 1, uport };
}

/** The roots of the machine, last found first. */
export function buses(ctx: Cxl): Port[] {
  if (ctx.buses === undefined) {
    cxlFlush(ctx);
    ctx.buses = sysfsDeviceList(ctx, CXL_DEVICES, 'root', (id, path) =>
      addPort(ctx, 'root', undefined, id, path),
    );
  }
  return ctx.buses;
}

/** Host bridges and switches directly below a port, last found first. */
export function childPorts(port: Port): Port[] {
  if (port.ports === undefined) {
    cxlFlush(port.ctx);
    port.ports = sysfsDeviceList(port.ctx, port.path, 'port', (id, path) =>
      addPort(port.ctx, 'switch', port, id, path),
    );
  }
  return port.ports;
}

/** Endpoints directly below a port, last found first. */
export function endpoints(port: Port): Port[] {
  if (port.endpoints === undefined) {
    cxlFlush(port.ctx);
    port.endpoints = sysfsDeviceList(port.ctx, port.path, 'endpoint', (id, path) =>
      addPort(port.ctx, 'endpoint', port, id, path),
    );
  }
  return port.endpoints;
}

/** Every port below `top`, each before what is below it. */
export function* allPorts(top: Port): Generator<Port> {
  for (const port of childPorts(top)) {
    yield port;
    yield* allPorts(port);
  }
}

/** Reads the downstream port behind a link of its port; undefined if the link leads nowhere. */
function readDport(port: Port, id: number, link: string): Dport | undefined {
  const { ctx } = port;
  const path = real(ctx, link);
  if (path === undefined) return undefined;
  const physPath = real(ctx, `${link}/physical_node`);
  return { port, id, name: baseName(path), path, physPath, fwPath: real(ctx, `${link}/firmware_node`) };
}

function addDport(port: Port, id: number, link: string): Dport | undefined {
  dbgBase(port.ctx, 'add_cxl_dport', link);
  return readDport(port, id, link);
}

/** The downstream ports of a port, last found first. */
export function dports(port: Port): Dport[] {
  if (port.dports === undefined) {
    cxlFlush(port.ctx);
    port.dports = sysfsDeviceList(port.ctx, port.path, 'dport', (id, link) => addDport(port, id, link));
  }
  return port.dports;
}

/** The downstream port with the number `id`, as in the list of targets of a decoder. */
export const dportById = (port: Port, id: number): Dport | undefined =>
  readDport(port, id, `${port.path}/dport${id}`);

/** Tests by its path whether a memdev is below a downstream port or target. */
export const isBelow = ({ hostPath }: Memdev, { path, physPath }: Dport): boolean =>
  hostPath.includes(physPath ?? path);

/** Tests whether a memdev is below a downstream port. */
export function dportMapsMemdev(dport: Dport, memdev: Memdev): boolean {
  dbg(memdev.ctx, 'cxl_dport_maps_memdev', `memdev: ${memdev.hostPath} dport: ${dport.path}`);
  return isBelow(memdev, dport);
}

/** The downstream port of a port on the path to a memdev. */
export const dportByMemdev = (port: Port, memdev: Memdev): Dport | undefined =>
  dports(port).find((dport) => dportMapsMemdev(dport, memdev));

/** Tests whether the port is bound to its driver; roots have none. */
export const portIsEnabled = ({ ctx, path }: Port): boolean => hasDriver(ctx, path);

/** The root above an enabled port. */
export function portBus(port: Port): Port | undefined {
  if (!portIsEnabled(port)) return undefined;
  let top = port;
  while (top.parent !== undefined) top = top.parent;
  return top;
}

/** The name of the device that a port stands for. */
export const portHost = ({ uport }: Port): string => baseName(uport);

const PROVIDERS: Record<string, string> = { 'ACPI0017:00': 'ACPI.CXL', 'cxl_acpi.0': 'cxl_test' };

/** The provider of a root: `ACPI.CXL`. */
export const busProvider = (bus: Port): string => PROVIDERS[portHost(bus)] ?? portHost(bus);

/** Drops everything read below a root, whose devices have changed. */
export function invalidateBus(bus: Port): void {
  for (const memdev of bus.ctx.memdevs ?? []) memdev.endpoint = undefined;
  bus.ports = undefined;
  cxlFlush(bus.ctx);
}

/** Unbinds a port from its driver. 0, -EINVAL (a root), -ENXIO, -EBUSY (it remains bound). */
export function disablePort(port: Port): number {
  const fn = 'cxl_port_disable_invalidate';
  const { ctx, name, path } = port;
  if (port.type === 'root') {
    err(ctx, fn, `${name}: can not be disabled through this interface`);
    return -ERRNO.EINVAL;
  }
  const bus = portBus(port);
  if (bus === undefined) {
    err(ctx, fn, `${name}: failed to invalidate`);
    return -ERRNO.ENXIO;
  }
  utilUnbind(ctx, path);
  if (portIsEnabled(port)) {
    err(ctx, fn, `${name}: failed to disable`);
    return -ERRNO.EBUSY;
  }
  dbg(ctx, fn, `${name}: disabled`);
  invalidateBus(bus);
  return 0;
}

/** Binds a port to its driver. 0, or -ENXIO. */
export function enablePort(port: Port): number {
  if (portIsEnabled(port)) return 0;
  utilBind(port.ctx, port.name, 'cxl');
  if (portIsEnabled(port)) {
    dbg(port.ctx, 'cxl_port_enable', `${port.name}: enabled`);
    return 0;
  }
  err(port.ctx, 'cxl_port_enable', `${port.name}: failed to enable`);
  return -ERRNO.ENXIO;
}
