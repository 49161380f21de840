/**
 * CXL at boot: the hardware as a reset or the firmware left it, then the drivers in the order in which a machine
 * loads them. The kernel probes devices beside each other; here they come in the platform's order.
 */
import { type CxlPlatform, type CxlSlot, type CxlSwitch, cxlPaths } from '../../firmware/cxl.ts';
import { cxlMedia } from '../../firmware/cxl-media.ts';
import type { Kernel } from '../kernel.ts';
import { traced } from '../trace.ts';
import { cxl_acpi_probe } from './acpi.ts';
import { cxl_bus_drain } from './core/bus.ts';
import { cxl_pci_probe } from './core/memdev.ts';
import { cxlState, type HdmRegisters } from './state.ts';

const reset_registers = (): HdmRegisters => ({
  base: 0,
  size: 0,
  committed: false,
  locked: false,
  ways: 1,
  granularity: 256,
  targets: [],
  skip: 0,
});

const registers = (count: number): HdmRegisters[] => Array.from({ length: count }, reset_registers);

function* switches(slots: readonly CxlSlot[]): Generator<CxlSwitch> {
  for (const { switch: found } of slots) {
    if (found === undefined) continue;
    yield found;
    yield* switches(found.ports);
  }
}

/** Decoder registers of every bridge, switch and device after a reset. */
function hardware(cxl: CxlPlatform): Record<string, HdmRegisters[]> {
  const all: Record<string, HdmRegisters[]> = {};
  for (const bridge of cxl.hostBridges) {
    all[bridge.pci] = registers(bridge.decoders);
    for (const { pci, decoders } of switches(bridge.ports)) all[pci] = registers(decoders);
  }
  for (const { device } of cxlPaths(cxl)) all[device.pci] = registers(device.decoders);
  return all;
}

/** Finds the machine's CXL devices and probes them; nothing on a machine or kernel without. */
export const cxl_init = traced('cxl_core_init', (k: Kernel): void => {
  const { cxl } = k.firmware.platform;
  if (cxl === undefined || !k.has('cxl-memdevs')) return;
  cxlMedia(k.firmware.media).routes = [];
  k.state.cxl = { ...cxlState(), hardware: hardware(cxl) };
  if (k.has('cxl-root-decoders')) cxl_acpi_probe(k);
  for (const pci of cxl.memdevs) cxl_pci_probe(k, pci);
  cxl_bus_drain(k);
});
