/**
 * Firmware update of nfit_test DIMMs: an image is sent, verified and staged (nd_intel_test_*() of
 * tools/testing/nvdimm/test/nfit.c, 4.16 to 6.12), in the layout of Intel's DSM interface. The verification
 * takes a second there; here it has ended at the first query.
 */
import { dataView } from '../../../lib/bytes/data-view.ts';
import { ERRNO } from '../../../lib/errno.ts';
import type { IoctlReply } from '../../../lib/uapi.ts';
import type { Nvdimm } from '../../nvdimm/state.ts';
import { layout, status_only } from './layout.ts';
import { change_test_dimm } from './smart.ts';
import type { NfitTestFirmware } from './state.ts';

const STORAGE_SIZE = 0x100000;
const MAX_SEND_LEN = 0xffec;
/** Microseconds. */
const QUERY_INTERVAL = 250_000;
const QUERY_MAX_TIME = 3_000_000;
const FIS_VERSION = 0x0105;
/** Version of each image. */
const FAKE_VERSION = 0xffffffffabcd;

/** Statuses; the upper half extends the number 7. */
const STATUS = {
  BUFFER: 3,
  RETRY: 5,
  CONTEXT: 0x10007,
  BUSY: 0x10007,
  DONE: 0x20007,
  ABORTED: 0x40007,
  SEQUENCE: 0x40007,
} as const;

const CONTROL = { FINISH: 0, ABORT: 1 } as const;

const at_boot = (): NfitTestFirmware => ({ state: 'new', context: 0, version: 0 });

const test_fw = (nvdimm: Nvdimm): NfitTestFirmware => {
  const dimm = change_test_dimm(nvdimm);
  dimm.firmware ??= at_boot();
  return dimm.firmware;
};

/** struct nd_intel_fw_info: limits of an update, and the version that is staged. */
export function nd_intel_test_get_fw_info({ test }: Nvdimm): IoctlReply {
  const { version } = test?.firmware ?? at_boot();
  const data = layout(44, (at) => {
    at.setUint32(4, STORAGE_SIZE, true);
    at.setUint32(8, MAX_SEND_LEN, true);
    at.setUint32(12, QUERY_INTERVAL, true);
    at.setUint32(16, QUERY_MAX_TIME, true);
    at.setUint32(24, FIS_VERSION, true);
    at.setBigUint64(36, BigInt(version), true);
  });
  return { status: 0, data };
}

/** Begins an update; the output has the status and the context. */
export function nd_intel_test_start_update(nvdimm: Nvdimm): IoctlReply {
  const fw = test_fw(nvdimm);
  const isFree = fw.state === 'new';
  if (isFree) {
    fw.state = 'in-progress';
    fw.context += 1;
  }
  const data = layout(8, (at) => {
    at.setUint32(0, isFree ? 0 : STATUS.BUSY, true);
    at.setUint32(4, isFree ? fw.context : 0, true);
  });
  return { status: 0, data };
}

/** Takes a piece of the image: context, offset, length, data. */
export function nd_intel_test_send_data(nvdimm: Nvdimm, input: Uint8Array): IoctlReply | number {
  if (input.length < 12) return -ERRNO.EINVAL;
  const fw = test_fw(nvdimm);
  const at = dataView(input);
  const [context, offset, length] = [0, 4, 8].map((field) => at.getUint32(field, true));
  if (fw.state !== 'in-progress') return status_only(STATUS.RETRY);
  if (context !== fw.context) return status_only(STATUS.CONTEXT);
  const fits = offset! + length! <= STORAGE_SIZE && length! <= MAX_SEND_LEN;
  return status_only(fits ? 0 : STATUS.BUFFER);
}

/** Ends the transfer, or gives the update up: flags, context. Returns -EINVAL for other flags. */
export function nd_intel_test_finish_fw(nvdimm: Nvdimm, input: Uint8Array): IoctlReply | number {
  if (input.length < 8) return -ERRNO.EINVAL;
  const fw = test_fw(nvdimm);
  if (fw.state === 'updated') return status_only(STATUS.DONE);
  const at = dataView(input);
  switch (at.getUint8(0)) {
    case CONTROL.FINISH:
      if (at.getUint32(4, true) !== fw.context) return status_only(STATUS.CONTEXT);
      fw.state = 'verify';
      return status_only(0);
    case CONTROL.ABORT:
      fw.state = 'new';
      return status_only(STATUS.ABORTED);
    default:
      return -ERRNO.EINVAL;
  }
}

/** Result of the update with a context; the output has the status and the version that is staged. */
export function nd_intel_test_finish_query(nvdimm: Nvdimm, input: Uint8Array): IoctlReply | number {
  if (input.length < 4) return -ERRNO.EINVAL;
  const fw = test_fw(nvdimm);
  const result = (status: number, version = 0): IoctlReply => ({
    status: 0,
    data: layout(12, (at) => {
      at.setUint32(0, status, true);
      at.setBigUint64(4, BigInt(version), true);
    }),
  });
  if (dataView(input).getUint32(0, true) !== fw.context) return result(STATUS.CONTEXT);
  if (fw.state === 'new') return result(0);
  if (fw.state === 'in-progress') return result(STATUS.SEQUENCE);
  fw.state = 'updated';
  fw.version = FAKE_VERSION;
  return result(0, FAKE_VERSION);
}
