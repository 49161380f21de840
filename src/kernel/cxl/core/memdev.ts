/**
 * Memdevs come to be: models cxl_pci_probe() of drivers/cxl/pci.c and drivers/cxl/core/memdev.c, releases 5.12
 * to 6.18.
 */
import { cxlCapacity } from '../../../firmware/cxl-media.ts';
import { device_attach } from '../../base/dd.ts';
import { pr_info } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_alloc } from '../../lib/ida.ts';
import { traced } from '../../trace.ts';
import { cxl_dev_state, to_cxl } from './device.ts';
import { devm_cxl_add_nvdimm } from './pmem.ts';

/** Makes the memdev of a PCI function and probes it. */
export const cxl_pci_probe = traced('cxl_pci_probe', (k: Kernel, pci: string): void => {
  const cxl = to_cxl(k);
  const id = ida_alloc(cxl.memdevIda);
  const name = `mem${id}`;
  const memdev = {
    name,
    id,
    core: { driver: null, devres: [] },
    pci,
    host: { driver: 'cxl_pci', devres: [] },
    ram: 0,
    pmem: 0,
    endpoint: null,
  };
  cxl.memdevs[name] = memdev;
  Object.assign(memdev, cxlCapacity(k.firmware.media, cxl_dev_state(k, memdev)));
  if (k.has('cxl-reports-features')) pr_info(k, `cxl_pci ${pci}: CXL MCE unsupported`);
  if (!k.has('cxl-nvdimm-with-memdev') && memdev.pmem > 0) devm_cxl_add_nvdimm(k, memdev, memdev.host);
  device_attach(k, { bus: 'cxl', name });
});
