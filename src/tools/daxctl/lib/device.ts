/** Dax devices: lookup, enabling, disabling, sizes (daxctl/lib/libdaxctl.c of daxctl 76.1). */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { alternateHex } from '../../../lib/units.ts';
import { failed } from '../../../wall/files.ts';
import {
  baseName,
  dbg,
  err,
  hasDriver,
  LOG_DEBUG,
  sysfsDeviceParse,
  sysfsNumber,
  sysfsReadAttr,
  sysfsWriteAttr,
  sysfsWriteAttrQuiet,
} from '../../util/sysfs.ts';
import type { DaxContext, DaxDevice, DaxMapping, DaxRegion } from './model.ts';

/** The drivers of the two modes: devdax and system-ram. */
export type DaxDriver = 'device_dax' | 'kmem';

/** The start of the device in /proc/iomem, for kernels whose devices have no `resource`; 0 when absent. */
function resourceInIomem(ctx: DaxContext, name: string): number {
  const iomem = ctx.files.read('/proc/iomem');
  if (failed(iomem)) return 0;
  const line = iomem.split('\n').find((entry) => entry.endsWith(` : ${name}`));
  return line === undefined ? 0 : Number.parseInt(line, 16);
}

function addDevice(region: DaxRegion, devices: DaxDevice[], id: number, path: string): boolean {
  const { ctx } = region;
  const name = baseName(path);
  dbg(ctx, 'add_dax_dev', `add_dax_dev: base: '${path}'`);
  if (ctx.files.stat(`/dev/${name}`) === undefined) return false;
  if (devices.some((known) => known.id === id)) return true;
  const resource = sysfsNumber(ctx, `${path}/resource`) ?? resourceInIomem(ctx, name);
  const size = sysfsNumber(ctx, `${path}/size`);
  if (size === undefined) return false;
  const align = sysfsNumber(ctx, `${path}/align`) ?? 0;
  const node = sysfsReadAttr(ctx, `${path}/target_node`);
  const targetNode = typeof node === 'string' ? Number(node) : -1;
  devices.unshift({ region, id, name, path, resource, size, align, targetNode, memory: undefined });
  return true;
}

/** Looks for devices of the region that are not known yet. */
function findDevices(region: DaxRegion): DaxDevice[] {
  const { ctx } = region;
  region.devices ??= [];
  const { devices } = region;
  for (const base of [`${region.path}/dax`, region.path])
    sysfsDeviceParse(ctx, base, `dax${region.id}.`, (id, path) => addDevice(region, devices, id, path));
  return devices;
}

/** The region's devices, last found first. */
export const daxDevices = (region: DaxRegion): DaxDevice[] => region.devices ?? findDevices(region);

/**
 * Returns a device of the region by name. Without debug messages only this device is read when the region has
 * not been scanned; the library scans the region, so that one device costs as much as all of them.
 */
export function daxDeviceNamed(region: DaxRegion, name: string): DaxDevice | undefined {
  const { ctx, devices } = region;
  const ids = new RegExp(`^dax${region.id}\\.(\\d+)$`).exec(name);
  if (devices !== undefined || ids === null || ctx.priority >= LOG_DEBUG)
    return daxDevices(region).find((device) => device.name === name);
  const found: DaxDevice[] = [];
  const path = `${region.path}/${name}`;
  if (ctx.files.stat(path) !== undefined) addDevice(region, found, Number(ids[1]), path);
  return found[0];
}

/** Tests whether the kernel has dax devices on a bus, and so a choice of modes (5.1 and later). */
export function isOnDaxBus(device: DaxDevice): boolean {
  const { ctx } = device.region;
  const subsystem = ctx.files.realpath(`${device.path}/subsystem`);
  if (!failed(subsystem)) return subsystem === '/sys/bus/dax';
  const reason = strerror(ERRNO[subsystem.error]);
  err(ctx, 'device_model_is_dax_bus', `${device.name}:  unable to determine subsys: ${reason}`);
  return false;
}

/** A device of the class model is always enabled. */
export const isEnabled = (device: DaxDevice): boolean =>
  !isOnDaxBus(device) || hasDriver(device.region.ctx, device.path);

function refuseClassModel(device: DaxDevice, fn: string): number {
  const { ctx } = device.region;
  err(ctx, fn, `${device.name}: error: device model is dax-class`);
  err(ctx, fn, `${device.name}: see man daxctl-migrate-device-model`);
  return -ERRNO.EOPNOTSUPP;
}

/**
 * Adds the device's name to the driver's list (`new_id`), then binds it. Returns the result of the last
 * write.
 */
function bind(ctx: DaxContext, name: string, driver: DaxDriver): number {
  const drivers = ctx.files.list('/sys/bus/dax/drivers');
  if (failed(drivers)) {
    err(ctx, 'daxctl_bind', `${name}: opendir("/sys/bus/dax/drivers") failed`);
    return -ERRNO.ENXIO;
  }
  if (!drivers.includes(driver)) return 0;
  sysfsWriteAttrQuiet(ctx, `/sys/bus/dax/drivers/${driver}/new_id`, name);
  const rc = sysfsWriteAttrQuiet(ctx, `/sys/bus/dax/drivers/${driver}/bind`, name);
  if (rc !== 0) dbg(ctx, 'daxctl_bind', `${name}: bind failed`);
  return rc;
}

/** Binds a disabled device to the driver of a mode. 0 (also when it is enabled already), or a negative errno. */
export function enableDevice(device: DaxDevice, driver: DaxDriver): number {
  const { ctx } = device.region;
  if (!isOnDaxBus(device)) return refuseClassModel(device, 'daxctl_dev_enable');
  if (isEnabled(device)) return 0;
  dbg(ctx, 'daxctl_insert_kmod_for_mode', `${device.name} inserting module: ${driver}`);
  const refused = ctx.files.loadModule(driver);
  if (refused !== undefined) {
    const errno = ERRNO[refused.error];
    err(ctx, 'daxctl_insert_kmod_for_mode', `${device.name}: insert failure: ${-errno}`);
    return -errno;
  }
  const rc = bind(ctx, device.name, driver);
  if (!isEnabled(device)) {
    err(ctx, 'daxctl_dev_enable', `${device.name}: failed to enable`);
    return rc === 0 ? -ERRNO.ENXIO : rc;
  }
  if (ctx.priority >= LOG_DEBUG || device.region.devices !== undefined) findDevices(device.region);
  dbg(ctx, 'daxctl_dev_enable', `${device.name}: enabled`);
  return 0;
}

/** Unbinds a device from its driver. 0 (also when it had none), -EBUSY when the driver keeps it. */
export function disableDevice(device: DaxDevice): number {
  const { ctx } = device.region;
  if (!isOnDaxBus(device)) return refuseClassModel(device, 'daxctl_dev_disable');
  if (!isEnabled(device)) return 0;
  device.memory = undefined;
  if (sysfsWriteAttr(ctx, `${device.path}/driver/remove_id`, device.name) === 0)
    sysfsWriteAttr(ctx, `${device.path}/driver/unbind`, device.name);
  if (isEnabled(device)) {
    err(ctx, 'daxctl_dev_disable', `${device.name}: failed to disable`);
    return -ERRNO.EBUSY;
  }
  dbg(ctx, 'daxctl_dev_disable', `${device.name}: disabled`);
  return 0;
}

function setAttribute(device: DaxDevice, attribute: string, text: string, fn: string): number {
  const { ctx } = device.region;
  if (sysfsWriteAttr(ctx, `${device.path}/${attribute}`, text) === 0) return 0;
  err(ctx, fn, `${device.name}: failed to set ${attribute}`);
  return -ERRNO.ENXIO;
}

/** Sets the device's size in bytes. 0 or -ENXIO; the size of a device on pmem is fixed. */
export function setSize(device: DaxDevice, size: number): number {
  const rc = setAttribute(device, 'size', `${alternateHex(size)}\n`, 'daxctl_dev_set_size');
  if (rc === 0) device.size = size;
  return rc;
}

/** Sets the device's alignment in bytes. 0 or -ENXIO. */
export function setAlign(device: DaxDevice, align: number): number {
  const rc = setAttribute(device, 'align', `${alternateHex(align)}\n`, 'daxctl_dev_set_align');
  if (rc === 0) device.align = align;
  return rc;
}

/** Adds a range (`end` inclusive) to the device. 0 or -ENXIO. */
export function setMapping(device: DaxDevice, start: number, end: number): number {
  const rc = setAttribute(
    device,
    'mapping',
    `${alternateHex(start)}-${alternateHex(end)}\n`,
    'daxctl_dev_set_mapping',
  );
  if (rc === 0) device.size += end - start + 1;
  return rc;
}

/** The device's ranges, last first. */
export function daxMappings(device: DaxDevice): DaxMapping[] {
  const { ctx } = device.region;
  const mappings: DaxMapping[] = [];
  for (let i = 0; ; i++) {
    const base = `${device.path}/mapping${i}`;
    const start = sysfsNumber(ctx, `${base}/start`);
    if (start === undefined) return mappings;
    const end = sysfsNumber(ctx, `${base}/end`);
    if (end === undefined) return mappings;
    const pageOffset = sysfsNumber(ctx, `${base}/page_offset`);
    if (pageOffset === undefined) return mappings;
    mappings.unshift({ pageOffset, start, end });
  }
}
