/**
 * CXL at boot: registers after a reset and the firmware, then the drivers in the order in which a machine
 * loads them. The kernel probes devices concurrently; here they are probed in the platform's order.
 */
import {
  type CxlCommitted,
  type CxlPlatform,
  type CxlSlot,
  cxlPaths,
  cxlPathTo,
  cxlSwitches,
} from '../../firmware/cxl.ts';
import { cxlKey, cxlMedia } from '../../firmware/cxl-media.ts';
import { device_attach } from '../base/dd.ts';
import type { Kernel } from '../kernel.ts';
import { traced } from '../trace.ts';
import { ACPI_HOST } from './core/device.ts';
import { pci_rescan_bus } from './pci.ts';
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

/** Devices below a slot. */
const behind = ({ device, switch: below }: CxlSlot): string[] => [
  ...(device === undefined ? [] : [device.pci]),
  ...(below === undefined ? [] : below.ports.flatMap(behind)),
];

type Hardware = Record<string, HdmRegisters[]>;

/** Commits the next free decoder of a component. */
function set_registers(hardware: Hardware, component: string, values: Partial<HdmRegisters>): void {
  const free = hardware[component]?.find(({ committed }) => !committed);
  if (free !== undefined) Object.assign(free, values, { committed: true });
}

/** Sets up the decoders of a bridge or switch, and of the switches below it, for a committed region. */
function commit_below(
  hardware: Hardware,
  component: { pci: string; ports: readonly CxlSlot[] },
  { devices, ...region }: CxlCommitted,
): void {
  const ways = devices.flatMap((pci) => component.ports.filter((slot) => behind(slot).includes(pci)));
  const slots = [...new Set(ways)];
  if (slots.length === 0) return;
  const { start, size, granularity, locked } = region;
  const targets = slots.map(({ id }) => id);
  set_registers(hardware, component.pci, {
    base: start,
    size,
    locked,
    ways: slots.length,
    granularity,
    targets,
  });
  for (const { switch: below } of slots)
    if (below !== undefined)
      commit_below(hardware, below, { devices, ...region, granularity: granularity * slots.length });
}

/** Decoders that the firmware committed before the kernel started. */
function commit_hardware(k: Kernel, cxl: CxlPlatform, hardware: Hardware): void {
  const used: Record<string, number> = {};
  for (const region of [...cxl.committed].sort((a, b) => a.start - b.start)) {
    const { start, size, granularity, devices, locked } = region;
    const window = cxl.windows.find((w) => start >= w.start && start < w.start + w.size);
    const bridges = cxl.hostBridges.filter(({ pci }) => window?.targets.includes(pci));
    for (const bridge of bridges)
      commit_below(hardware, bridge, { ...region, granularity: granularity * (window?.ways ?? 1) });
    const ways = devices.length;
    const part = size / ways;
    const dpas = devices.map((pci) => {
      const dpa = used[pci] ?? 0;
      used[pci] = dpa + part;
      set_registers(hardware, pci, { base: start, size, locked, ways, granularity });
      return { device: cxlKey(cxlPathTo(cxl, pci)!.device), dpa };
    });
    cxlMedia(k.firmware.media).routes.push({ start, size, granularity, targets: dpas });
  }
}

/** Decoder registers of every bridge, switch and device after a reset. */
function hardware(cxl: CxlPlatform): Record<string, HdmRegisters[]> {
  const all: Record<string, HdmRegisters[]> = {};
  for (const bridge of cxl.hostBridges) {
    all[bridge.pci] = registers(bridge.decoders);
    for (const { pci, decoders } of cxlSwitches(bridge.ports)) all[pci] = registers(decoders);
  }
  for (const { device } of cxlPaths(cxl)) all[device.pci] = registers(device.decoders);
  return all;
}

/** Finds and probes the CXL devices of the machine; no effect on a machine or kernel without CXL. */
export const cxl_init = traced('cxl_core_init', (k: Kernel): void => {
  const { cxl } = k.firmware.platform;
  if (cxl === undefined || !k.has('cxl-memdevs')) return;
  cxlMedia(k.firmware.media).routes = [];
  k.state.cxl = { ...cxlState(), hardware: hardware(cxl) };
  commit_hardware(k, cxl, k.state.cxl.hardware);
  device_attach(k, { bus: 'platform', name: ACPI_HOST });
  pci_rescan_bus(k);
});
