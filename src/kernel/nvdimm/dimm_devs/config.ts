/**
 * The label area of a DIMM as the bus's commands give it: models nvdimm_get_config_data() and
 * nvdimm_set_config_data() of drivers/nvdimm/dimm_devs.c and the DIMM half of __nd_ioctl() of bus.c, all
 * releases. The area is whole and readable on every emulated DIMM, so the commands themselves do not fail.
 */
import { type DimmMedia, dimmMedia } from '../../../firmware/media.ts';
import type { NfitDimm } from '../../../firmware/platform.ts';
import { ERRNO } from '../../../lib/errno.ts';
import { readBytes, writeBytes } from '../../../lib/sparse-bytes.ts';
import type { IoctlReply, IoctlRequest } from '../../../lib/uapi.ts';
import type { DeviceNode } from '../../fs/sysfs.ts';
import type { Kernel } from '../../kernel.ts';
import { nfit_test_call } from '../../testing/nfit_test/dsm.ts';
import { is_nfit_test } from '../../testing/nfit_test/nfit.ts';
import { traced } from '../../trace.ts';
import { to_nvdimm, to_nvdimm_bus } from '../devices.ts';
import type { Nvdimm } from '../state.ts';

/** What the firmware says of a DIMM. */
export function nfit_dimm(k: Kernel, nvdimm: Nvdimm): NfitDimm {
  const { firmware } = to_nvdimm_bus(k, nvdimm.bus);
  return k.firmware.platform.buses[firmware!]!.dimms[nvdimm.firmware]!;
}

const media = (k: Kernel, nvdimm: Nvdimm): DimmMedia => dimmMedia(k.firmware.media, nfit_dimm(k, nvdimm));

const LABEL_COMMANDS = ['get_size', 'get_data', 'set_data'];

/** The commands that a DIMM answers; without a label area, none about labels. */
export function nvdimm_commands(k: Kernel, nvdimm: Nvdimm): string[] {
  const { commands, labelSize } = nfit_dimm(k, nvdimm);
  return labelSize > 0 ? commands : commands.filter((command) => !LABEL_COMMANDS.includes(command));
}

/** `length` bytes of the label area; zeroes where nothing was written. */
export const nvdimm_get_config_data = (
  k: Kernel,
  nvdimm: Nvdimm,
  offset: number,
  length: number,
): Uint8Array => readBytes(media(k, nvdimm).label, offset, length);

/** Writes into the label area: 0, or -ENXIO beyond its end. */
export const nvdimm_set_config_data = traced(
  'nvdimm_set_config_data',
  (k: Kernel, nvdimm: Nvdimm, offset: number, data: Uint8Array): number => {
    if (offset + data.length > nfit_dimm(k, nvdimm).labelSize) return -ERRNO.ENXIO;
    writeBytes(media(k, nvdimm).label, offset, data);
    return 0;
  },
  (nvdimm, offset, data) => `${nvdimm.name}, ${offset}, ${data.length}`,
);

/** Bytes that one command of nfit_test moves at most. */
const TEST_MAX_XFER = 4096;
/** The same for QEMU: a page less the headers of a write (12 bytes of the call, 8 of the command). */
const MAX_XFER = 4096 - 20;

const max_xfer = (k: Kernel, nvdimm: Nvdimm): number =>
  is_nfit_test(to_nvdimm_bus(k, nvdimm.bus)) ? TEST_MAX_XFER : MAX_XFER;

/**
 * What /dev/nmemN answers: size, read and write of the label area.
 *
 * @returns the reply, or -ENOTTY (no such command), -EBUSY (writing while a region uses the DIMM), -EINVAL
 *   (beyond the end)
 */
function dimm_ioctl(k: Kernel, name: string, request: IoctlRequest): IoctlReply | number {
  const nvdimm = to_nvdimm(k, name);
  const has = (command: string): boolean => nvdimm_commands(k, nvdimm).includes(command);
  const { labelSize } = nfit_dimm(k, nvdimm);
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
      // The kernel owns the labels while a region is enabled.
      if (nvdimm.busy > 0) return -ERRNO.EBUSY;
      if (request.offset + request.data.length > labelSize) return -ERRNO.EINVAL;
      return { status: nvdimm_set_config_data(k, nvdimm, request.offset, request.data) };
    case 'call':
      // Of the emulated DIMMs only those of nfit_test have methods of their own.
      return has('smart') && is_nfit_test(to_nvdimm_bus(k, nvdimm.bus))
        ? nfit_test_call(request.method)
        : -ERRNO.ENOTTY;
    default:
      return -ERRNO.ENOTTY;
  }
}

/** /dev/nmemN. */
export const dimm_device_node = (name: string): DeviceNode => ({
  kind: 'device',
  ops: { ioctl: (k, request) => dimm_ioctl(k, name, request) },
});
