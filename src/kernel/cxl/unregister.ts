/** Release of devices of the cxl bus when their host is removed: the release functions of drivers/cxl. */

import type { DriverTable } from '../driver-table.ts';
import { remove_resource } from '../kernel/resource/resource.ts';
import { nd_device_unregister } from '../nvdimm/bus/async.ts';
import { schedule_cxl_memdev_detach } from './core/bus.ts';
import { release_decoder } from './core/decoder.ts';
import { cxl_dpa_release } from './core/dpa.ts';
import { cxl_detach_ep } from './core/enumerate.ts';
import { cxl_memdev_unregister } from './core/memdev.ts';
import { cxl_nvd_unregister, unregister_nvb } from './core/pmem.ts';
import { cxl_dport_remove, unregister_port } from './core/port.ts';
import { cxl_decoder_kill_region } from './core/region/attach.ts';
import { cxlr_dax_unregister, cxlr_pmem_unregister, unregister_region } from './core/region/region.ts';
import { delete_endpoint } from './mem.ts';
import { offline_nvdimm_bus, release_mappings, unregister_nvdimm, unregister_nvdimm_region } from './pmem.ts';

/** Release functions of the managed resources of the cxl bus. */
export const cxl_releases = {
  'cxl-port': (k, _device, { port }) => unregister_port(k, port),
  'cxl-decoder': (k, _device, { decoder }) => {
    cxl_decoder_kill_region(k, decoder);
    release_decoder(k, decoder);
  },
  'cxl-dport': (k, _device, { port, device }) => cxl_dport_remove(k, port, device),
  'cxl-memdev': (k, _device, { memdev }) => cxl_memdev_unregister(k, memdev),
  'cxl-endpoint': (k, memdev, { port }) => delete_endpoint(k, memdev, port),
  'cxl-region': (k, _device, { region }) => unregister_region(k, region),
  'cxl-bridge': (k, _device, { name }) => unregister_nvb(k, name),
  'cxl-nvdimm': (k, _device, { name }) => cxl_nvd_unregister(k, name),
  'cxl-pmem-region': (k, _device, { name }) => cxlr_pmem_unregister(k, name),
  'cxl-dax-region': (k, _device, { name }) => cxlr_dax_unregister(k, name),
  'cxl-dpa': (k, _device, { decoder }) => cxl_dpa_release(k, decoder),
  'cxl-detach-ep': (k, _device, { memdev }) => cxl_detach_ep(k, memdev),
  'cxl-detach-memdev': (k, _device, { memdev }) => schedule_cxl_memdev_detach(k, memdev),
  'cxl-resource': (k, _device, { resource }) => remove_resource(k, resource),
  'cxl-dimm': (k, device, { nvdimm }) => unregister_nvdimm(k, device, nvdimm),
  'cxl-nd-region': (k, device, { region }) => unregister_nvdimm_region(k, device, region),
  'cxl-mappings': (k, device) => release_mappings(k, device),
  'cxl-nd-bus': (k, device, { bus }) => {
    offline_nvdimm_bus(k, device);
    nd_device_unregister(k, bus, 'sync');
  },
} satisfies Partial<DriverTable['devres']>;
