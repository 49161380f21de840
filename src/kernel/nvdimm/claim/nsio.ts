/**
 * Raw byte access of drivers to a namespace, below the block layer: models the nsio half of
 * drivers/nvdimm/claim.c and devm_namespace_enable() of namespace_devs.c, all releases.
 */

import { readMedia, writeMedia, zeroMedia } from '../../../firmware/media.ts';
import { ERRNO } from '../../../lib/errno.ts';
import { alignUp, hex } from '../../../lib/units.ts';
import { devm_request_mem_region } from '../../base/devm.ts';
import { devres_add, devres_release } from '../../base/devres.ts';
import { badblocks_clear } from '../../block/badblocks.ts';
import { SECTOR_SIZE } from '../../block/genhd.ts';
import { WARN_SITES } from '../../history/warn-sites.ts';
import { dev_WARN, dev_warn, once } from '../../kernel/printk.ts';
import { format_resource, release_resource, request_mem_region } from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import { get_nfit_res } from '../../testing/nfit_test/nfit.ts';
import { badblocks_of, is_bad_pmem, nvdimm_clear_poison } from '../badrange.ts';
import { nd_dev, nd_device_core, to_nd_region } from '../devices.ts';
import { namespace_range } from '../namespace_devs/namespace.ts';
import { nd_info_block_reserve } from '../pfn_devs/info-block.ts';
import type { NdNamespace } from '../state.ts';

/**
 * Opens a namespace to read its info block: since 5.5 its first 8 KiB, before that all of it.
 *
 * @returns 0, or -EBUSY when the addresses are reserved by another device
 */
export const devm_namespace_enable = (k: Kernel, device: string, namespace: NdNamespace): number =>
  devm_nsio_enable(k, device, namespace, k.has('probe-window-8k') ? nd_info_block_reserve() : namespace.size);

/**
 * Opens the first `size` bytes of a namespace for reads and writes on behalf of `device`.
 *
 * @returns 0, or -EBUSY when the addresses are reserved by another device
 */
export function devm_nsio_enable(k: Kernel, device: string, namespace: NdNamespace, size: number): number {
  const { start } = namespace;
  const range = namespace_range(namespace);
  const isTest = get_nfit_res(k, start);
  const resource = isTest ? null : request_mem_region(k, start, size, region_name(k, device, namespace));
  if (resource === null && !isTest) {
    const where = k.has('nsio-first-probe')
      ? format_resource(range)
      : `[0x${hex(start, 16)}:${hex(namespace.size)}]`;
    dev_warn(k, nd_dev(k, device), `could not reserve region ${where}`);
    return -ERRNO.EBUSY;
  }
  const badblocks = badblocks_of(k, to_nd_region(k, namespace.region), range);
  namespace.io = { size, resource, badblocks };
  devres_add(nd_device_core(k, device)!, { kind: 'nsio', namespace: namespace.name });
  return 0;
}

/** Errno that a driver returns when it cannot open a namespace: before 5.5 always -ENXIO. */
export const open_error = (k: Kernel, rc: number): number => (k.has('probe-window-8k') ? rc : -ERRNO.ENXIO);

/** Resource name under which a device reserves the addresses of a namespace. */
const region_name = (k: Kernel, device: string, namespace: NdNamespace): string =>
  k.has('iomem-namespace-name') ? namespace.name : device;

/**
 * Reserves all addresses of a namespace for the driver of `device`; returns 0, or -EBUSY and logs the
 * failure.
 */
export function devm_namespace_reserve(k: Kernel, device: string, namespace: NdNamespace): number {
  const core = nd_device_core(k, device)!;
  const { start, size } = namespace;
  if (devm_request_mem_region(k, core, start, size, region_name(k, device, namespace))) return 0;
  const where = format_resource(namespace_range(namespace));
  dev_warn(k, nd_dev(k, device), `could not reserve region ${where}`);
  return -ERRNO.EBUSY;
}

/** Closes the window that `devm_nsio_enable` opened. */
export const devm_nsio_disable = (k: Kernel, device: string): void =>
  devres_release(k, device, nd_device_core(k, device)!, 'nsio');

/** Closes a namespace for raw access and releases its addresses. */
export function nsio_release(k: Kernel, namespace: string): void {
  const record = k.state.nd.namespaces[namespace];
  if (record?.io === undefined) return;
  if (record.io.resource !== null) release_resource(k, record.io.resource);
  delete record.io;
}

function out_of_range(k: Kernel, namespace: NdNamespace, offset: number, size: number): boolean {
  if (offset + size <= (namespace.io?.size ?? 0)) return false;
  once(k, 'nsio_rw_bytes', () => {
    dev_WARN(k, nd_dev(k, namespace.name), WARN_SITES.requestOutOfRange, 'request out of range');
  });
  return true;
}

const is_bad = (namespace: NdNamespace, offset: number, size: number): boolean =>
  is_bad_pmem(
    namespace.io!.badblocks,
    Math.floor(offset / SECTOR_SIZE),
    alignUp(size + (offset % SECTOR_SIZE), SECTOR_SIZE),
  );

/**
 * Reads `size` bytes at `offset` of an open namespace; returns -EFAULT beyond the open window, -EIO for bad
 * sectors.
 */
export function nvdimm_read_bytes(
  k: Kernel,
  namespace: NdNamespace,
  offset: number,
  size: number,
): Uint8Array | number {
  if (out_of_range(k, namespace, offset, size)) return -ERRNO.EFAULT;
  if (is_bad(namespace, offset, size)) return -ERRNO.EIO;
  return readMedia(k.firmware, namespace.start + offset, size);
}

/** Clears bad sectors under a write that covers whole sectors and may sleep; returns 0 or -EIO. */
function clear_write_errors(
  k: Kernel,
  namespace: NdNamespace,
  offset: number,
  size: number,
  atomic: boolean,
): number {
  if (!is_bad(namespace, offset, size)) return 0;
  if (atomic || offset % SECTOR_SIZE !== 0 || size % SECTOR_SIZE !== 0) return -ERRNO.EIO;
  const cleared = nvdimm_clear_poison(k, namespace.name, namespace.start + offset, size);
  if (cleared >= SECTOR_SIZE)
    badblocks_clear(namespace.io!.badblocks, offset / SECTOR_SIZE, Math.floor(cleared / SECTOR_SIZE));
  return cleared < size ? -ERRNO.EIO : 0;
}

/**
 * Writes at `offset` of an open namespace. The bytes reach the media even when bad sectors remain.
 *
 * @param atomic the caller may not sleep, so bad sectors are not cleared (NVDIMM_IO_ATOMIC)
 * @returns 0, -EFAULT or -EIO
 */
export function nvdimm_write_bytes(
  k: Kernel,
  namespace: NdNamespace,
  offset: number,
  data: Uint8Array,
  atomic = false,
): number {
  if (out_of_range(k, namespace, offset, data.length)) return -ERRNO.EFAULT;
  const rc = clear_write_errors(k, namespace, offset, data.length, atomic);
  writeMedia(k.firmware, namespace.start + offset, data);
  return rc;
}

/** Writes zeroes; the cost follows the stored data, not `size`. Returns 0, -EFAULT or -EIO. */
export function nvdimm_zero_bytes(k: Kernel, namespace: NdNamespace, offset: number, size: number): number {
  if (out_of_range(k, namespace, offset, size)) return -ERRNO.EFAULT;
  const rc = clear_write_errors(k, namespace, offset, size, false);
  zeroMedia(k.firmware, namespace.start + offset, size);
  return rc;
}
