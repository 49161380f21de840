/**
 * Committing and resetting HDM decoders: models cxl_decoder_commit() and cxl_decoder_reset() of
 * drivers/cxl/core/hdm.c, releases 6.0 to 6.18. The registers are those of QEMU's devices: up to 8.1, with one
 * decoder a component, `committed` stays set, once it is, until the hardware is reset; since then, with four, it
 * is cleared.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { WARN_SITES } from '../../history/warn-sites.ts';
import { once, WARN } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import type { CxlDecoder, CxlPort, HdmRegisters } from '../state.ts';
import { to_cxl_decoder, to_cxl_port } from './device.ts';
import { FREED_TARGET, is_freed } from './freed-dport.ts';
import { hdm_registers } from './hdm.ts';

const registers = (k: Kernel, decoder: CxlDecoder): HdmRegisters =>
  hdm_registers(k, to_cxl_port(k, decoder.port))[decoder.id]!;

const port_id = (port: CxlPort, device: string): number =>
  is_freed(device) ? FREED_TARGET : (port.dports.find((dport) => dport.device === device)?.id ?? 0);

/**
 * Writes a decoder to its registers.
 *
 * @returns 0, -EBUSY (an earlier decoder is not committed), -ENXIO (more targets than the register holds)
 */
export const cxl_decoder_commit = traced('cxl_decoder_commit', (k: Kernel, decoder: CxlDecoder): number => {
  if (!decoder.programmable || decoder.enabled) return 0;
  const port = to_cxl_port(k, decoder.port);
  if (port.commitEnd + 1 !== decoder.id) return -ERRNO.EBUSY;
  if (decoder.kind === 'switch' && decoder.ways > decoder.nrTargets) {
    const text = `${decoder.name}: ways: ${decoder.ways} overflows targets: ${decoder.nrTargets}`;
    once(k, 'cxlsd_set_targets', () => WARN(k, WARN_SITES.cxlTargetsOverflow, `cxl ${text}`));
    return -ERRNO.ENXIO;
  }
  const regs = registers(k, decoder);
  regs.base = decoder.hpa.start;
  regs.size = decoder.hpa.size;
  regs.ways = decoder.ways;
  regs.granularity = decoder.granularity;
  regs.targets = decoder.targets.map((device) => port_id(port, device));
  regs.skip = decoder.ep?.skip ?? 0;
  regs.committed = true;
  port.commitEnd++;
  decoder.enabled = true;
  return 0;
});

/** Lowers the number of the last committed decoder, past those that were reset out of order. */
function cxl_port_commit_reap(k: Kernel, port: CxlPort): void {
  port.commitEnd--;
  while (port.commitEnd >= 0) {
    const last = port.decoders.map((name) => to_cxl_decoder(k, name)).find(({ id }) => id === port.commitEnd);
    if (last === undefined || last.enabled) return;
    port.commitEnd--;
  }
}

/** Clears the registers of a committed decoder. */
export const cxl_decoder_reset = traced('cxl_decoder_reset', (k: Kernel, decoder: CxlDecoder): void => {
  if (!decoder.programmable || !decoder.enabled) return;
  const port = to_cxl_port(k, decoder.port);
  decoder.enabled = false;
  if (port.commitEnd === decoder.id) cxl_port_commit_reap(k, port);
  const regs = registers(k, decoder);
  regs.base = 0;
  regs.size = 0;
  if (hdm_registers(k, port).length > 1) regs.committed = false;
});
