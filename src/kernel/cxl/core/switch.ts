/**
 * Host bridges and switches: their downstream ports and the registers of their decoders. Models
 * devm_cxl_port_enumerate_dports() of drivers/cxl/core/pci.c and cxl_port_add_dport() of core/port.c, releases
 * 5.18 to 6.18.
 */
import { type CxlHostBridge, type CxlSwitch, cxlSwitches } from '../../../firmware/cxl.ts';
import { ERRNO } from '../../../lib/errno.ts';
import { KiB } from '../../../lib/units.ts';
import { devm_request_mem_region } from '../../base/devm.ts';
import { devm_release_action } from '../../base/devres.ts';
import { dev_err } from '../../kernel/printk.ts';
import { resource_raw } from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import type { CxlPort } from '../state.ts';
import { cxl_dev, to_cxl_decoder } from './device.ts';
import {
  devm_cxl_add_passthrough_decoder,
  devm_cxl_enumerate_decoders,
  hdm_registers,
  targets_of,
} from './hdm.ts';
import { devm_cxl_add_dport } from './port.ts';

const CXL_COMPONENT_REG_BLOCK_SIZE = 64 * KiB;
/**
 * Offset and length of the decoder registers in the register block of a QEMU host bridge, which has one decoder up
 * to 8.1 and four since.
 */
const hdm_block = (decoders: number): { offset: number; size: number } => ({
  offset: decoders > 1 ? 0x1128 : 0x1110,
  size: 0x10 + 0x20 * decoders,
});

/** The host bridge or switch of a port. */
function hardware_of(k: Kernel, port: CxlPort): CxlHostBridge | CxlSwitch | undefined {
  const { hostBridges = [] } = k.firmware.platform.cxl ?? {};
  const bridge = hostBridges.find(({ pci }) => pci === port.component);
  return (
    bridge ??
    [...hostBridges.flatMap(({ ports }) => [...cxlSwitches(ports)])].find(({ pci }) => pci === port.component)
  );
}

/** Adds every root port or downstream port below. Returns their number, -ENODEV for none, or another errno. */
export const devm_cxl_port_enumerate_dports = traced(
  'devm_cxl_port_enumerate_dports',
  (k: Kernel, port: CxlPort): number => {
    const { ports = [] } = hardware_of(k, port) ?? {};
    for (const { pci, id } of ports) {
      const rc = devm_cxl_add_dport(k, port, { device: pci, id });
      if (rc < 0) return rc;
    }
    return ports.length === 0 ? -ERRNO.ENODEV : ports.length;
  },
);

/**
 * Claims the registers of a port's decoders if the platform states their address. Registers of devices and
 * switches are in PCI windows that the model does not divide.
 */
const devm_cxl_setup_hdm = traced('devm_cxl_setup_hdm', (k: Kernel, port: CxlPort): number => {
  if (port.registers === null) return 0;
  const whole = !k.has('cxl-maps-component-registers');
  const block = hdm_block(hdm_registers(k, port).length);
  const start = port.registers + (whole ? 0 : block.offset);
  const size = whole ? CXL_COMPONENT_REG_BLOCK_SIZE : block.size;
  if (devm_request_mem_region(k, port.core, start, size, port.name)) return 0;
  const dev = cxl_dev(k, port.name);
  dev_err(k, dev, `Failed to request region ${resource_raw({ start, end: start + size - 1 })}`);
  dev_err(k, dev, 'No component registers mapped');
  return -ERRNO.ENXIO;
});

/**
 * Creates the decoders of a host bridge or switch. One with a single downstream port has none to program,
 * before 6.5 even when it has the registers.
 *
 * @returns 0, -ENXIO (invalid registers), -EBUSY (registers in use)
 */
export function devm_cxl_switch_port_decoders_setup(k: Kernel, port: CxlPort): number {
  const ways = hardware_of(k, port)?.ports.length ?? 0;
  const programmable = hdm_registers(k, port).length > 0;
  if (ways === 1 && !(programmable && k.has('cxl-single-way-decoders'))) {
    devm_cxl_add_passthrough_decoder(k, port);
    return 0;
  }
  const rc = devm_cxl_setup_hdm(k, port);
  if (rc < 0) return rc;
  const enumerated = devm_cxl_enumerate_decoders(k, port);
  if (enumerated < 0 && k.has('cxl-enumeration-reported'))
    dev_err(k, cxl_dev(k, port.name), `Couldn't enumerate decoders (${enumerated})`);
  return enumerated;
}

/**
 * Adds one downstream port; the first one also creates the decoders.
 *
 * @returns 0, -ENXIO (the port is disabled, or has no such downstream port), or the errno of the decoders
 */
export const cxl_port_add_dport = traced(
  'cxl_port_add_dport',
  (k: Kernel, port: CxlPort, device: string): number => {
    const slot = hardware_of(k, port)?.ports.find(({ pci }) => pci === device);
    if (port.core.driver === null || slot === undefined) return -ERRNO.ENXIO;
    const rc = devm_cxl_add_dport(k, port, { device, id: slot.id });
    if (rc < 0) return rc;
    if (port.decoders.length > 0) {
      update_decoder_targets(k, port);
      return 0;
    }
    const set = devm_cxl_switch_port_decoders_setup(k, port);
    if (set < 0)
      devm_release_action(
        k,
        port.name,
        port.core,
        (res) => res.kind === 'cxl-dport' && res.device === device,
      );
    return set;
  },
);

/** Sets a new downstream port as target in the decoders whose registers name it. */
function update_decoder_targets(k: Kernel, port: CxlPort): void {
  for (const name of port.decoders) {
    const decoder = to_cxl_decoder(k, name);
    const regs = hdm_registers(k, port)[decoder.id];
    if (decoder.region === null && regs !== undefined) decoder.targets = targets_of(port, regs);
  }
}
