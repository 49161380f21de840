/**
 * The devices that connect CXL to libnvdimm: a bridge for each root, one device for each memdev with
 * persistent memory. Models drivers/cxl/core/pmem.c, releases 5.14 to 6.18.
 */
import { device_attach, device_release_driver } from '../../base/dd.ts';
import type { DeviceCore } from '../../base/device.ts';
import { devres_add } from '../../base/devres.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_alloc, ida_free } from '../../lib/ida.ts';
import { traced } from '../../trace.ts';
import type { CxlMemdev, CxlNvdimmBridge, CxlPort } from '../state.ts';
import { to_cxl } from './device.ts';

/** The bridge of the machine; undefined if no window accepts persistent memory. */
export const cxl_find_nvdimm_bridge = (k: Kernel): CxlNvdimmBridge | undefined =>
  Object.values(to_cxl(k).bridges)[0];

/** Creates the bridge of a root port, which is released with ACPI0017. */
export const devm_cxl_add_nvdimm_bridge = traced(
  'devm_cxl_add_nvdimm_bridge',
  (k: Kernel, port: CxlPort): void => {
    const cxl = to_cxl(k);
    const id = ida_alloc(cxl.bridgeIda);
    const name = `nvdimm-bridge${id}`;
    cxl.bridges[name] = { name, id, port: port.name, core: { driver: null, devres: [] }, bus: null };
    devres_add(cxl.acpi, { kind: 'cxl-bridge', name });
    device_attach(k, { bus: 'cxl', name });
  },
);

/** Unbinds and deletes a bridge. */
export function unregister_nvb(k: Kernel, name: string): void {
  const cxl = to_cxl(k);
  const bridge = cxl.bridges[name];
  if (bridge === undefined) return;
  device_release_driver(k, { bus: 'cxl', name });
  ida_free(cxl.bridgeIda, bridge.id);
  delete cxl.bridges[name];
}

/** Creates the libnvdimm device of a memdev, which is released with `host`. */
export const devm_cxl_add_nvdimm = traced(
  'devm_cxl_add_nvdimm',
  (k: Kernel, memdev: CxlMemdev, host: DeviceCore): void => {
    const name = `pmem${memdev.id}`;
    to_cxl(k).nvdimms[name] = {
      name,
      memdev: memdev.name,
      core: { driver: null, devres: [] },
      nvdimm: null,
      regions: [],
    };
    devres_add(host, { kind: 'cxl-nvdimm', name });
    device_attach(k, { bus: 'cxl', name });
  },
);

/** Unbinds and deletes the libnvdimm device of a memdev. */
export function cxl_nvd_unregister(k: Kernel, name: string): void {
  device_release_driver(k, { bus: 'cxl', name });
  delete to_cxl(k).nvdimms[name];
}
