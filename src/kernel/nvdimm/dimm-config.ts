/**
 * The label area of a DIMM as the bus's commands give it: models nvdimm_get_config_data() and
 * nvdimm_set_config_data() of drivers/nvdimm/dimm_devs.c, all releases. The area is whole and readable on
 * every emulated DIMM, so the commands themselves do not fail.
 */
import { type DimmMedia, dimmMedia } from '../../firmware/media.ts';
import type { NfitDimm } from '../../firmware/platform.ts';
import { ERRNO } from '../../lib/errno.ts';
import { readBytes, writeBytes } from '../../lib/sparse-bytes.ts';
import type { Kernel } from '../kernel.ts';
import { to_nvdimm_bus } from './devices.ts';
import type { Nvdimm } from './state.ts';

/** What the firmware says of a DIMM. */
export function nfit_dimm(k: Kernel, nvdimm: Nvdimm): NfitDimm {
  const { firmware } = to_nvdimm_bus(k, nvdimm.bus);
  return k.firmware.platform.buses[firmware!]!.dimms[nvdimm.firmware]!;
}

const media = (k: Kernel, nvdimm: Nvdimm): DimmMedia => dimmMedia(k.firmware.media, nfit_dimm(k, nvdimm));

/** True when the DIMM can tell its labels (the get_data command). */
export const nvdimm_has_config_data = (k: Kernel, nvdimm: Nvdimm): boolean =>
  nfit_dimm(k, nvdimm).commands.includes('get_data');

/** `length` bytes of the label area; zeroes where nothing was written. */
export const nvdimm_get_config_data = (
  k: Kernel,
  nvdimm: Nvdimm,
  offset: number,
  length: number,
): Uint8Array => readBytes(media(k, nvdimm).label, offset, length);

/** Writes into the label area: 0, or -ENXIO beyond its end. */
export function nvdimm_set_config_data(k: Kernel, nvdimm: Nvdimm, offset: number, data: Uint8Array): number {
  if (offset + data.length > nfit_dimm(k, nvdimm).labelSize) return -ERRNO.ENXIO;
  writeBytes(media(k, nvdimm).label, offset, data);
  return 0;
}
