/** Creation and deletion of memdevs: models drivers/cxl/core/memdev.c, releases 5.12 to 6.18. */
import { device_release_driver } from '../../base/dd.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_alloc, ida_free } from '../../lib/ida.ts';
import { traced } from '../../trace.ts';
import type { CxlMemdev } from '../state.ts';
import { to_cxl } from './device.ts';
import { cxl_ep_load } from './port.ts';

/** Creates the memdev of a PCI function, without capacity and not probed yet. */
export const devm_cxl_add_memdev = traced('devm_cxl_add_memdev', (k: Kernel, pci: string): CxlMemdev => {
  const cxl = to_cxl(k);
  const id = ida_alloc(cxl.memdevIda);
  const name = `mem${id}`;
  const core = { driver: null, devres: [] };
  const memdev = { name, id, core, pci, ram: 0, pmem: 0, endpoint: null };
  cxl.memdevs[name] = memdev;
  return memdev;
});

/** Unbinds and deletes a memdev. */
export const cxl_memdev_unregister = traced('cxl_memdev_unregister', (k: Kernel, name: string): void => {
  const cxl = to_cxl(k);
  const memdev = cxl.memdevs[name];
  if (memdev === undefined) return;
  device_release_driver(k, { bus: 'cxl', name });
  // The number is free again without references: of its endpoint records and, before 6.2, the device for libnvdimm.
  const held =
    Object.values(cxl.ports).some((port) => cxl_ep_load(port, name)) ||
    (!k.has('cxl-nvdimm-with-memdev') && memdev.pmem > 0);
  if (!held) ida_free(cxl.memdevIda, memdev.id);
  delete cxl.memdevs[name];
});
