/**
 * The root of CXL: windows become root decoders, host bridges its downstream ports. Models drivers/cxl/acpi.c,
 * releases 5.14 to 6.18.
 */
import type { CxlHostBridge, CxlWindow } from '../../firmware/cxl.ts';
import { hex } from '../../lib/units.ts';
import { type Driver, device_attach } from '../base/dd.ts';
import { devres_add } from '../base/devres.ts';
import { dev_err, pr_info } from '../kernel/printk.ts';
import { insert_resource_expand_to_fit } from '../kernel/resource/resource.ts';
import type { Kernel } from '../kernel.ts';
import { ida_alloc } from '../lib/ida.ts';
import { traced } from '../trace.ts';
import { add_decoder, new_decoder } from './core/decoder.ts';
import { ACPI_HOST, to_cxl } from './core/device.ts';
import { devm_cxl_add_passthrough_decoder } from './core/hdm.ts';
import { devm_cxl_add_nvdimm_bridge } from './core/pmem.ts';
import { devm_cxl_add_dport, devm_cxl_add_port } from './core/port.ts';
import { devm_cxl_port_enumerate_dports } from './core/switch.ts';
import { CXL_CAPACITY_UNIT, CXL_DECODER_MIN_GRANULARITY } from './cxl.ts';
import type { CxlPort } from './state.ts';

/** Name of a host bridge as a device of CXL: the ACPI name, in later releases the PCI name. */
const bridge_device = (k: Kernel, { acpi, pci }: CxlHostBridge): string =>
  k.has('cxl-host-bridges-by-pci') ? pci : acpi;

/** Reason why the kernel refuses a window; undefined if it accepts the window. */
function cxl_acpi_cfmws_verify(k: Kernel, { start, size, arithmetic }: CxlWindow): string | undefined {
  if (arithmetic !== 'modulo' && !k.has('cxl-xor-arithmetic'))
    return 'CFMWS Unsupported Interleave Arithmetic';
  if (start % CXL_CAPACITY_UNIT !== 0) return 'CFMWS Base HPA not 256MB aligned';
  return size % CXL_CAPACITY_UNIT === 0 ? undefined : 'CFMWS Window Size not 256MB aligned';
}

/** Creates the root decoder of window number `index`; its range gets the next number in /proc/iomem. */
function cxl_parse_cfmws(
  k: Kernel,
  root: CxlPort,
  window: CxlWindow,
  index: number,
  number: number,
): boolean {
  const refused = cxl_acpi_cfmws_verify(k, window);
  const end = window.start + window.size - 1;
  if (refused !== undefined) {
    const dev = { driver: 'cxl_acpi', name: ACPI_HOST };
    dev_err(k, dev, refused);
    dev_err(k, dev, `CFMWS range ${hex(window.start)}-${hex(end)} not registered`);
    return false;
  }
  const { hostBridges = [] } = k.firmware.platform.cxl ?? {};
  const decoder = new_decoder(root, 'root', window.ways);
  decoder.hpa = { start: window.start, size: window.size };
  decoder.ways = window.ways;
  decoder.granularity = window.ways === 1 ? CXL_DECODER_MIN_GRANULARITY : window.granularity;
  decoder.enabled = true;
  decoder.locked = window.restrictions.includes('fixed');
  decoder.targets = window.targets.map((target) =>
    bridge_device(k, hostBridges.find(({ pci }) => pci === target)!),
  );
  decoder.root = {
    window: index,
    capabilities: window.restrictions,
    // Windows are in /proc/iomem since they hold regions.
    resource: k.has('cxl-regions')
      ? insert_resource_expand_to_fit(k, { name: `CXL Window ${number}`, start: window.start, end })
      : null,
    regionId: ida_alloc(k.state.nd.regionIda),
  };
  add_decoder(k, decoder);
  return true;
}

/** Creates the port of a host bridge; before ports had a driver, its root ports and its decoder too. */
function add_host_bridge_uport(k: Kernel, root: CxlPort, bridge: CxlHostBridge): void {
  const port = devm_cxl_add_port(k, {
    kind: 'switch',
    uport: bridge_device(k, bridge),
    component: bridge.pci,
    registers: bridge.registers,
    parent: root,
  });
  if (k.has('cxl-endpoints')) return;
  if (devm_cxl_port_enumerate_dports(k, port) === 1) devm_cxl_add_passthrough_decoder(k, port);
}

/** Probe of ACPI0017: adds the windows and host bridges of the firmware. */
const cxl_acpi_probe = traced('cxl_acpi_probe', (k: Kernel): number => {
  const cxl = to_cxl(k);
  const { windows = [], hostBridges = [] } = k.firmware.platform.cxl ?? {};
  const root = devm_cxl_add_port(k, {
    kind: 'root',
    uport: ACPI_HOST,
    component: ACPI_HOST,
    registers: null,
    parent: null,
  });
  for (const bridge of hostBridges)
    devm_cxl_add_dport(k, root, { device: bridge_device(k, bridge), id: bridge.uid });
  let number = 0;
  for (const [index, window] of windows.entries())
    if (cxl_parse_cfmws(k, root, window, index, number)) number++;
  for (const name of root.decoders) {
    const resource = cxl.decoders[name]?.root?.resource;
    if (resource != null) devres_add(cxl.acpi, { kind: 'cxl-resource', resource });
  }
  for (const bridge of hostBridges) add_host_bridge_uport(k, root, bridge);
  if (k.has('cxl-extended-linear-cache') && !k.has('cxl-quiet-without-cache'))
    pr_info(k, `cxl ${root.name}: Extended linear cache calculation failed rc:-2`);
  const takesPmem = windows.some(({ restrictions }) => restrictions.includes('pmem'));
  if (takesPmem && k.has('cxl-pmem-bridge')) devm_cxl_add_nvdimm_bridge(k, root);
  // Existing memdevs get their endpoints (cxl_bus_rescan).
  for (const name of Object.keys(cxl.memdevs)) device_attach(k, { bus: 'cxl', name });
  return 0;
});

/** Driver of the root of CXL. */
export const cxl_acpi_driver: Driver = {
  name: 'cxl_acpi',
  bus: 'platform',
  module: 'cxl_acpi',
  matches: (_k, device) => device === ACPI_HOST,
  probe: cxl_acpi_probe,
  remove: () => {},
};
