/**
 * Persistent memory of the NFIT: a bus, its DIMMs, a region for each address range. Models acpi_nfit_init()
 * of drivers/acpi/nfit/core.c, all releases, without the block windows of releases before 5.18. The nfit_test
 * module uses the same path, but its memory is not in /proc/iomem.
 */
import type { NfitBus, NfitDimm, NfitRegion } from '../../../firmware/platform.ts';
import { hex } from '../../../lib/units.ts';
import {
  memory_add_physaddr_to_nid,
  NUMA_NO_NODE,
  numa_map_to_online_node,
  phys_to_target_node,
  pxm_to_node,
} from '../../arch/x86/numa/nodes.ts';
import { dev_err, dev_info, dev_warn, type LogDevice } from '../../kernel/printk.ts';
import { insert_resource, walk_iomem_res_desc } from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import { nd_synchronize } from '../../nvdimm/bus/async.ts';
import { nvdimm_bus_register } from '../../nvdimm/bus/register.ts';
import { to_nvdimm_bus } from '../../nvdimm/devices.ts';
import { nvdimm_create } from '../../nvdimm/dimm_devs/dimm.ts';
import {
  type NdRegionDesc,
  nvdimm_pmem_region_create,
  nvdimm_volatile_region_create,
} from '../../nvdimm/region_devs/create.ts';
import { interleave_set } from '../../nvdimm/region_devs/interleave.ts';
import { is_nfit_test, nfit_range_start, nfit_test_alloc } from '../../testing/nfit_test/nfit.ts';

/** The device and its driver, which is one of the platform bus since 7.0. */
const nfit_device = (k: Kernel): LogDevice => ({
  driver: k.has('nfit-platform-driver') ? 'acpi-nfit' : 'nfit',
  name: 'ACPI0012:00',
});
/** Flush hint addresses of a DIMM of nfit_test's first bus (NUM_HINTS of tools/testing/nvdimm). */
const NFIT_TEST_HINTS = 8;
/** DIMM flags that the driver reports as errors, in its order. */
const FAILED_FLAGS = ['save_fail', 'restore_fail', 'flush_fail', 'not_armed', 'map_fail'];

function register_dimm(k: Kernel, bus: NfitBus, busName: string, dimm: NfitDimm, index: number): string {
  // The DIMMs of nfit_test's first bus have the commands of Intel's DSM interface.
  const intel = bus.provider === 'nfit_test.0';
  const name = nvdimm_create(k, busName, index, {
    unarmed: dimm.flags.includes('not_armed'),
    numFlush: intel ? NFIT_TEST_HINTS : 0,
    security: intel ? 'disabled' : null,
  });
  const failed = FAILED_FLAGS.filter((flag) => dimm.flags.includes(flag));
  if (failed.length > 0 && !is_nfit_test(bus))
    dev_err(k, nfit_device(k), `Error found in NVDIMM ${name} flags: ${failed.join(' ')}`);
  return name;
}

/** Range index: QEMU numbers ranges 2, 4, .. by the DIMM's slot; other platforms count from 1. */
function range_index(bus: NfitBus, region: NfitRegion, index: number): number {
  const [mapping] = region.mappings;
  if (is_nfit_test(bus) || mapping === undefined) return index + 1;
  return bus.dimms[mapping.dimm]!.handle * 2;
}

/**
 * The node that a range belongs to (`targetNode`), and the nearest online node (`numaNode`). The platform gives
 * the proximity domain of a range by its address; without a table there is one domain, node 0.
 */
function node_of(k: Kernel, address: number | null, size: number): { numaNode: number; targetNode: number } {
  if (address === null) return { numaNode: 0, targetNode: -1 };
  const { numa } = k.firmware.platform;
  const domain = numa.find((range) => address >= range.start && address <= range.end)?.node ?? 0;
  const node = pxm_to_node(k, domain);
  if (node !== NUMA_NO_NODE || !k.has('nfit-node-by-address'))
    return { numaNode: numa_map_to_online_node(k, node), targetNode: node };
  const found = {
    numaNode: memory_add_physaddr_to_nid(k, address),
    targetNode: phys_to_target_node(k, address),
  };
  const range = `[${hex(address, 16)}-${hex(address + size - 1, 16)}]`;
  const log_change = (which: string, to: number): void =>
    dev_info(k, nfit_device(k), `changing ${which} node from ${node} to ${to} for nfit region ${range}`);
  log_change('numa', found.numaNode);
  log_change('target', found.targetNode);
  return found;
}

/**
 * Adds the range to /proc/iomem unless the memory map contains it; returns false when it conflicts with
 * another resource.
 */
function acpi_nfit_insert_resource(k: Kernel, range: { start: number; end: number }): boolean {
  const known = walk_iomem_res_desc(k, 'pmem');
  if (known.some((res) => res.start <= range.start && res.end >= range.end)) return true;
  return insert_resource(k, { ...range, name: 'Persistent Memory', desc: 'pmem' }) !== null;
}

function acpi_nfit_register_region(k: Kernel, busName: string, bus: NfitBus, index: number): void {
  const region = bus.regions[index]!;
  const { dimms } = to_nvdimm_bus(k, busName);
  const start = nfit_range_start(bus, index);
  const desc: NdRegionDesc = {
    start,
    size: region.size,
    ...node_of(k, region.address, region.size),
    mappings: region.mappings.map(({ dimm, offset, size, position }) => ({
      dimm: dimms[dimm]!,
      start: offset,
      size,
      position,
    })),
    interleave: interleave_set(bus, region),
    persistenceDomain: region.persistenceDomain,
    pagemap: false,
    rangeIndex: range_index(bus, region, index),
  };
  if (region.volatile) {
    nvdimm_volatile_region_create(k, busName, desc);
    return;
  }
  if (!is_nfit_test(bus) && !acpi_nfit_insert_resource(k, { start, end: start + region.size - 1 })) {
    dev_warn(k, nfit_device(k), 'failed to insert pmem resource to iomem: -16');
    dev_err(k, nfit_device(k), `failed to register spa range ${desc.rangeIndex}`);
    return;
  }
  nvdimm_pmem_region_create(k, busName, desc);
}

/** Creates the bus of the platform's NFIT number `index`, its DIMMs and its regions. */
export function acpi_nfit_init(k: Kernel, index: number): void {
  const bus = k.firmware.platform.buses[index]!;
  const name = nvdimm_bus_register(k, bus.provider, index);
  if (is_nfit_test(bus)) nfit_test_alloc(k, bus);
  for (const [i, dimm] of bus.dimms.entries()) register_dimm(k, bus, name, dimm, i);
  nd_synchronize(k);
  for (let i = 0; i < bus.regions.length; i++) acpi_nfit_register_region(k, name, bus, i);
}
