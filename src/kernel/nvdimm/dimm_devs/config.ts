/**
 * Label area access through bus commands: models nvdimm_get_config_data() and nvdimm_set_config_data() of
 * drivers/nvdimm/dimm_devs.c and the DIMM half of __nd_ioctl() of bus.c, all releases. The area of every
 * emulated DIMM is readable and free of media errors, so the commands themselves do not fail.
 */
import { type CxlDevice, cxlPaths } from '../../../firmware/cxl.ts';
import { cxlDeviceMedia, cxlKey } from '../../../firmware/cxl-media.ts';
import { type DimmMedia, dimmMedia } from '../../../firmware/media.ts';
import type { NfitDimm } from '../../../firmware/platform.ts';
import { readBytes, writeBytes } from '../../../lib/bytes/sparse-bytes.ts';
import { ERRNO } from '../../../lib/errno.ts';
import type { IoctlReply, IoctlRequest } from '../../../lib/uapi.ts';
import type { DeviceNode } from '../../fs/sysfs.ts';
import type { Kernel } from '../../kernel.ts';
import { nfit_test_call } from '../../testing/nfit_test/dsm.ts';
import { is_nfit_test } from '../../testing/nfit_test/nfit.ts';
import { traced } from '../../trace.ts';
import { to_nvdimm, to_nvdimm_bus } from '../devices.ts';
import type { Nvdimm } from '../state.ts';

/** Firmware description of a DIMM. */
export function nfit_dimm(k: Kernel, nvdimm: Nvdimm): NfitDimm {
  const { firmware } = to_nvdimm_bus(k, nvdimm.bus);
  return k.firmware.platform.buses[firmware!]!.dimms[nvdimm.firmware]!;
}

/** The CXL device behind a DIMM; undefined for a DIMM of an NFIT. */
export function cxl_device(k: Kernel, { cxl }: Nvdimm): CxlDevice | undefined {
  const { platform } = k.firmware;
  if (cxl === undefined || platform.cxl === undefined) return undefined;
  for (const { device } of cxlPaths(platform.cxl)) if (device.pci === cxl) return device;
  return undefined;
}

function media(k: Kernel, nvdimm: Nvdimm): DimmMedia {
  const device = cxl_device(k, nvdimm);
  return device === undefined
    ? dimmMedia(k.firmware.media, nfit_dimm(k, nvdimm))
    : cxlDeviceMedia(k.firmware.media, cxlKey(device));
}

/** Bytes of the label area. */
export const config_size = (k: Kernel, nvdimm: Nvdimm): number =>
  (cxl_device(k, nvdimm) ?? nfit_dimm(k, nvdimm)).labelSize;

const LABEL_COMMANDS = ['get_size', 'get_data', 'set_data'];

/** Commands that a DIMM supports; a DIMM without a label area supports none of the label commands. */
export function nvdimm_commands(k: Kernel, nvdimm: Nvdimm): string[] {
  const labelSize = config_size(k, nvdimm);
  const commands = nvdimm.cxl === undefined ? nfit_dimm(k, nvdimm).commands : LABEL_COMMANDS;
  return labelSize > 0 ? commands : commands.filter((command) => !LABEL_COMMANDS.includes(command));
}

/** Reads `length` bytes of the label area; unwritten bytes are zero. */
export const nvdimm_get_config_data = (
  k: Kernel,
  nvdimm: Nvdimm,
  offset: number,
  length: number,
): Uint8Array => readBytes(media(k, nvdimm).label, offset, length);

/** Writes to the label area. Returns 0, or -ENXIO beyond its end. */
export const nvdimm_set_config_data = traced(
  'nvdimm_set_config_data',
  (k: Kernel, nvdimm: Nvdimm, offset: number, data: Uint8Array): number => {
    if (offset + data.length > config_size(k, nvdimm)) return -ERRNO.ENXIO;
    writeBytes(media(k, nvdimm).label, offset, data);
    return 0;
  },
  (nvdimm, offset, data) => `${nvdimm.name}, ${offset}, ${data.length}`,
);

/** Maximum transfer of one nfit_test command in bytes. */
const TEST_MAX_XFER = 4096;
/** Maximum transfer of QEMU: a page minus the headers of a write (12 bytes of the call, 8 of the command). */
const MAX_XFER = 4096 - 20;
/** The same for a CXL mailbox of 2048 bytes: less the header of a write. */
const CXL_MAX_XFER = 2048 - 8;

function max_xfer(k: Kernel, nvdimm: Nvdimm): number {
  if (nvdimm.cxl !== undefined) return CXL_MAX_XFER;
  return is_nfit_test(to_nvdimm_bus(k, nvdimm.bus)) ? TEST_MAX_XFER : MAX_XFER;
}

/**
 * Ioctls of /dev/nmemN: size, read and write of the label area.
 *
 * @returns the reply, or -ENOTTY (not supported), -EBUSY (write while an enabled region uses the DIMM),
 *   -EINVAL (beyond the end)
 */
function dimm_ioctl(k: Kernel, name: string, request: IoctlRequest): IoctlReply | number {
  const nvdimm = to_nvdimm(k, name);
  const has = (command: string): boolean => nvdimm_commands(k, nvdimm).includes(command);
  const labelSize = config_size(k, nvdimm);
  switch (request.command) {
    case 'get-config-size':
      return has('get_size')
        ? { status: 0, size: labelSize, maxTransfer: max_xfer(k, nvdimm) }
        : -ERRNO.ENOTTY;
    case 'get-config-data':
      if (!has('get_data')) return -ERRNO.ENOTTY;
      if (request.offset + request.length > labelSize) return -ERRNO.EINVAL;
      return { status: 0, data: nvdimm_get_config_data(k, nvdimm, request.offset, request.length) };
    case 'set-config-data':
      if (!has('set_data')) return -ERRNO.ENOTTY;
      // The kernel owns the labels while a region of the DIMM is enabled.
      if (nvdimm.busy > 0) return -ERRNO.EBUSY;
      if (request.offset + request.data.length > labelSize) return -ERRNO.EINVAL;
      return { status: nvdimm_set_config_data(k, nvdimm, request.offset, request.data) };
    case 'call':
      // Only the DIMMs of nfit_test implement vendor methods.
      return has('smart') && is_nfit_test(to_nvdimm_bus(k, nvdimm.bus))
        ? nfit_test_call(nvdimm, request.method, request.input ?? new Uint8Array())
        : -ERRNO.ENOTTY;
    default:
      return -ERRNO.ENOTTY;
  }
}

/** The device node /dev/nmemN. */
export const dimm_device_node = (name: string): DeviceNode => ({
  kind: 'device',
  ops: { ioctl: (k, request) => dimm_ioctl(k, name, request) },
});
