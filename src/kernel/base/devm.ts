/**
 * Managed address reservations and page maps, released on unbind: models the devm_ forms of kernel/resource.c
 * and mm/memremap.c, all releases. Addresses of the nfit_test module bypass both.
 */

import type { DriverTable } from '../driver-table.ts';
import { release_resource, request_mem_region } from '../kernel/resource/resource.ts';
import type { Kernel } from '../kernel.ts';
import { memremap_pages, memunmap_pages, type PagemapRequest } from '../mm/memremap/memremap.ts';
import { get_nfit_res } from '../testing/nfit_test/nfit.ts';
import { traced } from '../trace.ts';
import type { DeviceCore } from './device.ts';
import { devres_add } from './devres.ts';

/** Release functions of the two managed resources. */
export const devm_releases = {
  'mem-region': (k, _device, { resource }) => release_resource(k, resource),
  pagemap: (k, _device, { id }) => memunmap_pages(k, id),
} satisfies Partial<DriverTable['devres']>;

/**
 * Reserves a range for the device's driver; returns false when it is reserved already.
 *
 * @param start physical address in bytes
 * @param size bytes
 */
export function devm_request_mem_region(
  k: Kernel,
  core: DeviceCore,
  start: number,
  size: number,
  name: string,
): boolean {
  if (get_nfit_res(k, start)) return true;
  const resource = request_mem_region(k, start, size, name);
  if (resource === null) return false;
  devres_add(core, { kind: 'mem-region', resource });
  return true;
}

/** Creates struct pages for the device's ranges; returns 0, or the errno of memremap_pages. */
export const devm_memremap_pages = traced(
  'devm_memremap_pages',
  (k: Kernel, core: DeviceCore, request: PagemapRequest, nid: number): number => {
    if (get_nfit_res(k, request.ranges[0]?.start ?? 0)) return 0;
    const id = memremap_pages(k, request, nid, core.driver ?? '');
    if (id < 0) return id;
    devres_add(core, { kind: 'pagemap', id });
    return 0;
  },
);
