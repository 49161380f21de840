/**
 * The device_dax driver, which makes a dax device available to mmap: models drivers/dax/device.c, 5.1 to
 * 7.3.
 */
import { ERRNO } from '../../lib/errno.ts';
import { rangeSize } from '../../lib/range.ts';
import { hex, PAGE_SIZE } from '../../lib/units.ts';
import { type Driver, log_device } from '../base/dd.ts';
import { devm_memremap_pages, devm_request_mem_region } from '../base/devm.ts';
import { dev_warn } from '../kernel/printk.ts';
import { format_resource } from '../kernel/resource/resource.ts';
import type { Kernel } from '../kernel.ts';
import { traced } from '../trace.ts';
import { dax_match_id, dax_match_type, to_dev_dax } from './bus/bus.ts';
import type { DaxDevice } from './state.ts';

/** Reserves and maps the ranges of a device. */
function map(k: Kernel, { name, align, core, ranges, pagemap, numaNode }: DaxDevice): number {
  for (const [i, range] of ranges.entries())
    if (!devm_request_mem_region(k, core, range.start, rangeSize(range), name)) {
      const text = k.has('dax-device-align')
        ? `mapping${i}: ${hex(range.start)}-${hex(range.end)} could not reserve range`
        : `could not reserve region ${format_resource(range)}`;
      dev_warn(k, log_device(k, { bus: 'dax', name }), text);
      return -ERRNO.EBUSY;
    }
  const altmap = pagemap?.altmap === undefined ? undefined : { ...pagemap.altmap };
  const mapped = pagemap === null ? ranges.map((range) => ({ ...range })) : [pagemap.range];
  const compound = align > PAGE_SIZE ? align : undefined;
  return devm_memremap_pages(
    k,
    core,
    { owner: name, type: 'generic', ranges: mapped, altmap, compound },
    numaNode,
  );
}

/**
 * Returns 0, -EBUSY (addresses reserved by another device), -EINVAL (a device of a dynamic region after a probe
 * that failed), or the errno of memremap_pages.
 */
const dev_dax_probe = traced(
  'dev_dax_probe',
  (k: Kernel, name: string): number => {
    const device = to_dev_dax(k, name);
    if (device.stalePagemap) {
      dev_warn(k, log_device(k, { bus: 'dax', name }), 'dynamic-dax with pre-populated page map');
      return -ERRNO.EINVAL;
    }
    const rc = map(k, device);
    // Only unbinding a probed device clears the pointer to the page map.
    if (rc < 0 && device.pagemap === null && k.has('dax-pgmap-of-device')) device.stalePagemap = true;
    return rc;
  },
  (name) => name,
);

/** Driver for character devices: matches those of `new_id`, and every other one that is not for kmem by type. */
export const device_dax_driver: Driver = {
  name: 'device_dax',
  bus: 'dax',
  module: 'device_dax',
  matches: (k, device) => !dax_match_type(k, device) || dax_match_id(k, 'device_dax', device),
  probe: dev_dax_probe,
  remove: () => {},
};
