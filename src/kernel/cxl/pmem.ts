/**
 * CXL persistent memory for libnvdimm: an nd bus `CXL`, a DIMM for each memdev, a region for each committed
 * pmem region. Models drivers/cxl/pmem.c, releases 5.14 to 6.18.
 */

import { fletcher64 } from '../../lib/bytes/fletcher64.ts';
import { ERRNO } from '../../lib/errno.ts';
import { NIL_UUID } from '../../lib/uuid.ts';
import { memory_add_physaddr_to_nid, NUMA_NO_NODE, phys_to_target_node } from '../arch/x86/numa/nodes.ts';
import { device_attach, device_release_driver } from '../base/dd.ts';
import { devres_add } from '../base/devres.ts';
import { dev_info } from '../kernel/printk.ts';
import { insert_resource } from '../kernel/resource/resource.ts';
import type { Kernel } from '../kernel.ts';
import { nd_device_register, nd_device_unregister } from '../nvdimm/bus/async.ts';
import { nvdimm_bus_register } from '../nvdimm/bus/register.ts';
import { nvdimm_create } from '../nvdimm/dimm_devs/dimm.ts';
import { nvdimm_pmem_region_create } from '../nvdimm/region_devs/create.ts';
import type { InterleaveSet, NdMapping } from '../nvdimm/state.ts';
import { traced } from '../trace.ts';
import { cxl_dev, cxl_dev_state, to_cxl, to_cxl_memdev } from './core/device.ts';
import { cxl_driver } from './core/driver.ts';
import { cxl_find_nvdimm_bridge } from './core/pmem.ts';
import type { CxlNvdimm, CxlPmemRegion } from './state.ts';

/** Registers the nd bus of a bridge and probes the devices that depend on it. */
const cxl_nvdimm_bridge_probe = traced('cxl_nvdimm_bridge_probe', (k: Kernel, device: string): number => {
  const cxl = to_cxl(k);
  const bridge = cxl.bridges[device]!;
  bridge.bus = nvdimm_bus_register(k, 'CXL', null);
  devres_add(bridge.core, { kind: 'cxl-nd-bus', bus: bridge.bus });
  for (const name of [...Object.keys(cxl.nvdimms), ...Object.keys(cxl.pmemRegions)])
    device_attach(k, { bus: 'cxl', name });
  return 0;
});

/** Unbinds all CXL devices from the nd bus of a bridge. */
export function offline_nvdimm_bus(k: Kernel, bridge: string): void {
  const cxl = to_cxl(k);
  for (const name of [...Object.keys(cxl.pmemRegions), ...Object.keys(cxl.nvdimms)])
    device_release_driver(k, { bus: 'cxl', name });
  const record = cxl.bridges[bridge];
  if (record !== undefined) record.bus = null;
}

/** Driver of bridges: each gets an nd bus. */
export const cxl_nvdimm_bridge_driver = cxl_driver(
  {
    name: 'cxl_nvdimm_bridge',
    module: 'cxl_pmem',
    since: 'cxl-pmem-bridge',
    suppressBind: 'cxl-nvdimm-bind',
  },
  'bridge',
  cxl_nvdimm_bridge_probe,
);

const cxl_nvdimm_probe = traced('cxl_nvdimm_probe', (k: Kernel, device: string): number => {
  const nvd = to_cxl(k).nvdimms[device]!;
  const bus = cxl_find_nvdimm_bridge(k)?.bus;
  if (bus == null) return -ERRNO.ENXIO;
  if (k.has('cxl-dirty-shutdown-count'))
    dev_info(k, cxl_dev(k, device), 'GPF: could not set dirty shutdown state');
  const memdev = to_cxl_memdev(k, nvd.memdev);
  const isSecured = k.has('cxl-nvdimm-security') && cxl_dev_state(k, memdev).security === true;
  nvd.nvdimm = nvdimm_create(k, bus, 0, {
    unarmed: false,
    numFlush: 0,
    security: isSecured ? 'disabled' : null,
    labeling: true,
    cxl: memdev.pci,
  });
  devres_add(nvd.core, { kind: 'cxl-dimm', nvdimm: nvd.nvdimm });
  return 0;
});

/** Deletes the DIMM of a memdev, after the regions that use it. */
export function unregister_nvdimm(k: Kernel, device: string, nvdimm: string): void {
  const nvd = to_cxl(k).nvdimms[device]!;
  nvd.nvdimm = null;
  for (const name of [...nvd.regions]) device_release_driver(k, { bus: 'cxl', name });
  nd_device_unregister(k, nvdimm, 'sync');
}

/** Driver of the libnvdimm devices of memdevs: each gets a DIMM. */
export const cxl_nvdimm_driver = cxl_driver(
  { name: 'cxl_nvdimm', module: 'cxl_pmem', since: 'cxl-pmem-bridge', suppressBind: 'cxl-nvdimm-bind' },
  'nvdimm',
  cxl_nvdimm_probe,
);

/** The cookie of a region: a checksum of the device address and serial of each member. */
function interleave_set(k: Kernel, { mappings }: CxlPmemRegion): InterleaveSet {
  const raw = new Uint8Array(16 * mappings.length);
  const view = new DataView(raw.buffer);
  for (const [i, { memdev, start }] of mappings.entries()) {
    view.setBigUint64(16 * i, BigInt(start), true);
    view.setBigUint64(16 * i + 8, BigInt(cxl_dev_state(k, to_cxl_memdev(k, memdev)).serial), true);
  }
  const cookie = `0x${fletcher64(raw).toString(16)}`;
  return { typeGuid: NIL_UUID, cookie1: cookie, cookie2: cookie, altcookie: '0x0' };
}

/** The bound libnvdimm device of a memdev; undefined if there is none. */
const cxl_nvdimm_of = (k: Kernel, memdev: string): CxlNvdimm | undefined =>
  Object.values(to_cxl(k).nvdimms).find((nvd) => nvd.memdev === memdev && nvd.nvdimm !== null);

/** Adds the region to each of its members. Returns their DIMMs, or -ENODEV if one has none. */
function add_mappings(
  k: Kernel,
  region: CxlPmemRegion,
): number | Pick<NdMapping, 'dimm' | 'start' | 'size' | 'position'>[] {
  devres_add(region.core, { kind: 'cxl-mappings' });
  const mappings: Pick<NdMapping, 'dimm' | 'start' | 'size' | 'position'>[] = [];
  for (const [position, { memdev, start, size }] of region.mappings.entries()) {
    const nvd = cxl_nvdimm_of(k, memdev);
    if (nvd?.nvdimm == null) return -ERRNO.ENODEV;
    nvd.regions.push(region.name);
    mappings.push({ dimm: nvd.nvdimm, start, size, position });
  }
  return mappings;
}

/** Removes the region from its members. */
export function release_mappings(k: Kernel, region: string): void {
  for (const nvd of Object.values(to_cxl(k).nvdimms))
    nvd.regions = nvd.regions.filter((name) => name !== region);
}

const cxl_pmem_region_probe = traced('cxl_pmem_region_probe', (k: Kernel, device: string): number => {
  const cxl = to_cxl(k);
  const region = cxl.pmemRegions[device]!;
  const bus = cxl_find_nvdimm_bridge(k)?.bus;
  if (bus == null) return -ERRNO.ENXIO;
  const { start, size } = region.hpa;
  const resource = insert_resource(k, {
    name: 'Persistent Memory',
    start,
    end: start + size - 1,
    desc: 'pmem',
  });
  if (resource === null) return -ERRNO.EBUSY;
  devres_add(region.core, { kind: 'cxl-resource', resource });
  const mappings = add_mappings(k, region);
  if (typeof mappings === 'number') return mappings;
  const numaNode = memory_add_physaddr_to_nid(k, start);
  const target = phys_to_target_node(k, start);
  region.ndRegion = nvdimm_pmem_region_create(k, bus, {
    start,
    size,
    numaNode,
    targetNode: target === NUMA_NO_NODE ? numaNode : target,
    mappings,
    interleave: interleave_set(k, region),
    persistenceDomain: 'memory_controller',
    pagemap: false,
    rangeIndex: null,
    memregion: cxl.regions[region.region]!.id,
  });
  if (region.ndRegion === null) return -ERRNO.ENOMEM;
  devres_add(region.core, { kind: 'cxl-nd-region', region: region.ndRegion });
  nd_device_register(k, region.ndRegion);
  return 0;
});

/** Deletes the region on the nd bus. */
export function unregister_nvdimm_region(k: Kernel, device: string, region: string): void {
  nd_device_unregister(k, region, 'sync');
  const record = to_cxl(k).pmemRegions[device];
  if (record !== undefined) record.ndRegion = null;
}

/** Driver of the libnvdimm devices of regions: each gets an nd region. */
export const cxl_pmem_region_driver = cxl_driver(
  { name: 'cxl_pmem_region', module: 'cxl_pmem', since: 'cxl-regions', suppressBind: 'cxl-nvdimm-bind' },
  'pmem_region',
  cxl_pmem_region_probe,
);
