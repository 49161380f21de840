/**
 * The driver of memdevs: connects a device to the ports above it and gives it an endpoint port. Models
 * drivers/cxl/mem.c, releases 5.18 to 6.18.
 */
import { ERRNO } from '../../lib/errno.ts';
import { devres_add } from '../base/devres.ts';
import { dev_err } from '../kernel/printk.ts';
import type { Kernel } from '../kernel.ts';
import { traced } from '../trace.ts';
import { cxl_dev, pci_path, to_cxl, to_cxl_memdev, to_cxl_port } from './core/device.ts';
import { cxl_driver } from './core/driver.ts';
import { devm_cxl_enumerate_ports } from './core/enumerate.ts';
import { devm_cxl_add_nvdimm } from './core/pmem.ts';
import { cxl_ep_load, delete_port, devm_cxl_add_port, find_cxl_port } from './core/port.ts';
import type { CxlMemdev, CxlPort } from './state.ts';

/** Creates the endpoint port of a memdev below `parent`. 0, or -ENXIO if its probe fails. */
const devm_cxl_add_endpoint = traced(
  'devm_cxl_add_endpoint',
  (k: Kernel, memdev: CxlMemdev, parent: CxlPort): number => {
    let down: string | null = null;
    for (let iter: CxlPort | null = parent; iter !== null && iter.kind !== 'root'; ) {
      const ep = cxl_ep_load(iter, memdev.name);
      if (ep !== undefined) ep.next = down;
      down = iter.name;
      iter = iter.parent === null ? null : to_cxl_port(k, iter.parent);
    }
    const endpoint = devm_cxl_add_port(k, {
      kind: 'endpoint',
      uport: memdev.name,
      component: memdev.pci,
      registers: null,
      parent,
    });
    memdev.endpoint = endpoint.name;
    devres_add(memdev.core, { kind: 'cxl-endpoint', port: endpoint.name });
    if (endpoint.core.driver !== null) return 0;
    dev_err(k, cxl_dev(k, memdev.name), `${endpoint.name} failed probe`);
    return -ERRNO.ENXIO;
  },
);

/** Deletes the endpoint port of a memdev that is unbound. */
export function delete_endpoint(k: Kernel, memdevName: string, portName: string): void {
  const memdev = to_cxl_memdev(k, memdevName);
  memdev.endpoint = null;
  const endpoint = to_cxl(k).ports[portName];
  if (endpoint === undefined || endpoint.dead || endpoint.parent === null) return;
  if (to_cxl_port(k, endpoint.parent).core.driver !== null) delete_port(k, endpoint);
}

const cxl_mem_probe = traced('cxl_mem_probe', (k: Kernel, device: string): number => {
  const memdev = to_cxl_memdev(k, device);
  if (to_cxl(k).detach.includes(device)) return -ERRNO.EBUSY;
  const rc = devm_cxl_enumerate_ports(k, memdev);
  if (rc < 0) return rc;
  const slot = pci_path(k, memdev.pci)?.links.at(-1)?.slot.pci;
  const parent = slot === undefined ? undefined : find_cxl_port(k, slot);
  if (parent === undefined) {
    dev_err(k, cxl_dev(k, device), 'CXL port topology not found');
    return -ERRNO.ENXIO;
  }
  if (parent.core.driver === null) {
    dev_err(k, cxl_dev(k, device), `CXL port topology ${parent.name} not enabled`);
    return -ERRNO.ENXIO;
  }
  if (k.has('cxl-nvdimm-with-memdev') && memdev.pmem > 0) devm_cxl_add_nvdimm(k, memdev, memdev.core);
  return devm_cxl_add_endpoint(k, memdev, parent);
});

/** Driver of memdevs. */
export const cxl_mem_driver = cxl_driver(
  { name: 'cxl_mem', module: 'cxl_mem', since: 'cxl-endpoints' },
  'memdev',
  cxl_mem_probe,
);
