/**
 * HDM decoders, read from their registers by the probe of their port: models devm_cxl_enumerate_decoders() of
 * drivers/cxl/core/hdm.c, releases 6.0 to 6.18.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { dev_warn } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_free } from '../../lib/ida.ts';
import { traced } from '../../trace.ts';
import type { CxlDecoder, CxlPort, HdmRegisters } from '../state.ts';
import { add_decoder, new_decoder } from './decoder.ts';
import { cxl_dev, to_cxl, to_cxl_memdev } from './device.ts';
import { cxl_dpa_reserve } from './dpa.ts';

/** Number of targets in the register of a decoder. */
const MAX_TARGETS = 8;

/** The device with the registers of a port's decoders. */
const component = (k: Kernel, port: CxlPort): string =>
  port.kind === 'endpoint' ? to_cxl_memdev(k, port.uport).pci : port.component;

/** The registers of all decoders of a port. */
export const hdm_registers = (k: Kernel, port: CxlPort): HdmRegisters[] =>
  to_cxl(k).hardware[component(k, port)] ?? [];

/** Adds the passthrough decoder of a port with a single downstream port; it has no registers. */
export function devm_cxl_add_passthrough_decoder(k: Kernel, port: CxlPort): void {
  const decoder = new_decoder(port, 'switch', 1);
  decoder.targets = port.dports.slice(0, 1).map(({ device }) => device);
  add_decoder(k, decoder);
}

/** The downstream ports in the register of a decoder, up to the first one that does not exist. */
export function targets_of(
  port: CxlPort,
  { targets, ways }: Pick<HdmRegisters, 'targets' | 'ways'>,
): string[] {
  const found: string[] = [];
  for (let i = 0; i < ways; i++) {
    const dport = port.dports.find(({ id }) => id === (targets[i] ?? 0));
    if (dport === undefined) break;
    found.push(dport.device);
  }
  return found;
}

/** Initializes a decoder from its registers; 0, or the errno that ends the enumeration. */
const init_hdm_decoder = traced(
  'init_hdm_decoder',
  (k: Kernel, port: CxlPort, decoder: CxlDecoder, regs: HdmRegisters): number => {
    const refuse = (text: string): number => {
      dev_warn(k, cxl_dev(k, port.name), `${decoder.name}: ${text}`);
      return -ERRNO.ENXIO;
    };
    decoder.programmable = true;
    decoder.hpa = { start: regs.base, size: regs.committed ? regs.size : 0 };
    decoder.ways = regs.ways;
    decoder.granularity = regs.granularity;
    if (decoder.kind === 'switch') decoder.targets = targets_of(port, regs);
    if (!regs.committed) return 0;
    decoder.enabled = true;
    decoder.locked = regs.locked;
    if (decoder.id !== port.commitEnd + 1) return refuse('Committed out of order');
    if (regs.size === 0) return refuse('Committed with zero size');
    port.commitEnd = decoder.id;
    return 0;
  },
);

/**
 * Registers each decoder of a port as a device.
 *
 * @returns 0, or a negative errno; decoders registered so far are released with the port's driver
 */
export const devm_cxl_enumerate_decoders = traced(
  'devm_cxl_enumerate_decoders',
  (k: Kernel, port: CxlPort): number => {
    const kind = port.kind === 'endpoint' ? 'endpoint' : 'switch';
    let base = 0;
    for (const regs of hdm_registers(k, port)) {
      const decoder = new_decoder(port, kind, MAX_TARGETS);
      const rc = init_hdm_decoder(k, port, decoder, regs);
      if (rc < 0) {
        ida_free(port.decoderIda, decoder.id);
        return rc;
      }
      add_decoder(k, decoder);
      if (kind === 'switch' || !regs.committed) continue;
      const size = regs.size / regs.ways;
      const reserved = cxl_dpa_reserve(k, decoder, base + regs.skip, size, regs.skip);
      if (reserved < 0) return reserved;
      base += size + regs.skip;
    }
    return 0;
  },
);
