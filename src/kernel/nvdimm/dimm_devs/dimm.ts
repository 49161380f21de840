/**
 * The DIMM driver: its probe reads the labels and reserves their device addresses. Models
 * drivers/nvdimm/dimm.c and nvdimm_create() of dimm_devs.c, all releases.
 */
import { ERRNO } from '../../../lib/errno.ts';
import type { Driver } from '../../base/dd.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_alloc, ida_free } from '../../lib/ida.ts';
import { traced } from '../../trace.ts';
import { nd_device_register } from '../bus/async.ts';
import { ND_DEVICE, to_nd_device_type, to_nvdimm, to_nvdimm_bus } from '../devices.ts';
import { nd_label_data_init, nd_label_reserve_dpa } from '../label/label.ts';
import { config_size, nvdimm_commands } from './config.ts';
import { dpa_space } from './dpa.ts';
import type { NvdimmDrvdata } from './state.ts';

/** DIMM state that a bus supplies in addition to the firmware's description. */
interface NvdimmDesc {
  /** NDD_UNARMED: writes do not persist. */
  unarmed: boolean;
  /** Number of flush hint addresses. */
  numFlush: number;
  /** Security state, or null for a DIMM without security commands. */
  security: 'disabled' | null;
  /** Labels are in use whatever its area holds (NDD_LABELING). */
  labeling?: boolean;
  /** PCI function of the CXL device that it is. */
  cxl?: string;
}

/**
 * Creates a DIMM and queues its registration.
 *
 * @param firmware index into the bus's firmware dimms
 * @returns its name, `nmem0`
 */
export function nvdimm_create(k: Kernel, bus: string, firmware: number, desc: NvdimmDesc): string {
  const { nd } = k.state;
  const id = ida_alloc(nd.dimmIda);
  const name = `nmem${id}`;
  const core = { driver: null, devres: [] };
  const fresh = { locked: false, busy: 0, drvdata: null };
  nd.dimms[name] = { labeling: false, name, id, bus, firmware, core, ...desc, ...fresh };
  to_nvdimm_bus(k, bus).dimms.push(name);
  nd_device_register(k, name);
  return name;
}

const fresh_drvdata = (configSize: number): NvdimmDrvdata => ({
  configSize,
  labelSize: 128,
  current: -1,
  next: -1,
  index: null,
  labels: {},
  dpa: dpa_space(),
});

/** @returns 0, -ENXIO (no label area, or too small), -EBUSY (labels overlap) */
const nvdimm_probe = traced(
  'nvdimm_probe',
  (k, device: string): number => {
    const nvdimm = to_nvdimm(k, device);
    // A DIMM without label commands is enabled without labels.
    if (!nvdimm_commands(k, nvdimm).includes('get_data')) return nvdimm.labeling ? -ERRNO.ENXIO : 0;
    nvdimm.locked = false;
    const ndd = fresh_drvdata(config_size(k, nvdimm));
    const rc = nd_label_data_init(k, nvdimm, ndd);
    if (rc < 0) return rc;
    if (ndd.index !== null) {
      const reserved = nd_label_reserve_dpa(ndd);
      if (reserved < 0) return reserved;
      // The DIMM's regions have labelled namespaces from now on, even if the labels are deleted.
      nvdimm.labeling = k.has('labels-without-blk');
    }
    nvdimm.drvdata = ndd;
    return 0;
  },
  (device) => device,
);

const nvdimm_remove = traced(
  'nvdimm_remove',
  (k, device: string): void => {
    to_nvdimm(k, device).drvdata = null;
  },
  (device) => device,
);

/** Driver of DIMMs. */
export const nvdimm_driver: Driver = {
  name: 'nvdimm',
  bus: 'nd',
  module: 'libnvdimm',
  matches: (k, device) => to_nd_device_type(k, device) === ND_DEVICE.DIMM,
  probe: nvdimm_probe,
  remove: nvdimm_remove,
};

/** Deletes the record of a DIMM and frees its id. */
export function nvdimm_release(k: Kernel, name: string): void {
  const nvdimm = to_nvdimm(k, name);
  const bus = to_nvdimm_bus(k, nvdimm.bus);
  bus.dimms = bus.dimms.filter((other) => other !== name);
  ida_free(k.state.nd.dimmIda, nvdimm.id);
  delete k.state.nd.dimms[name];
}
