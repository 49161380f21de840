/**
 * Device-specific methods of nfit_test DIMMs, which return constant values: health, alarm thresholds and
 * firmware versions (nfit_test_ctl() and smart_def of tools/testing/nvdimm/test/nfit.c), in the layout of
 * Intel's DSM interface.
 */
import { ERRNO } from '../../../lib/errno.ts';
import type { IoctlReply } from '../../../lib/uapi.ts';

const METHOD = { SMART: 1, SMART_THRESHOLD: 2, FW_GET_INFO: 12 } as const;

/** Latch of the shutdown status, which every DIMM of the module supports. */
const LATCH_SHUTDOWN = 2 ** 10;
/** Firmware, thresholds, injection, security and activation: all methods from 12 to 30. */
const FROM_FW_GET_INFO = 2 ** 31 - 2 ** METHOD.FW_GET_INFO;

/** Mask of method numbers beyond those of the label and health commands. */
export const nfit_test_methods = (hasHealth: boolean): number =>
  hasHealth ? LATCH_SHUTDOWN + FROM_FW_GET_INFO : LATCH_SHUTDOWN;

/** Health, spares, life used, both temperatures, shutdown count, alarms and shutdown state are valid. */
const VALID = 0b0110_0011_1111;
const NON_CRITICAL = 1;
/** Alarms for spares and for the medium's temperature. */
const ALARMS = 0b011;
/** Temperatures are in sixteenths of a degree Celsius. */
const DEGREE = 16;

function layout(size: number, fill: (at: DataView) => void): Uint8Array {
  const at = new DataView(new ArrayBuffer(size));
  fill(at);
  return new Uint8Array(at.buffer);
}

const smart = (): Uint8Array =>
  layout(132, (at) => {
    at.setUint32(4, VALID, true);
    at.setUint8(12, NON_CRITICAL);
    at.setUint8(13, 75);
    at.setUint8(14, 5);
    at.setUint8(15, ALARMS);
    at.setUint16(16, 23 * DEGREE, true);
    at.setUint16(18, 25 * DEGREE, true);
    at.setUint32(20, 42, true);
    at.setUint8(24, 1);
    at.setUint16(25, 40 * DEGREE, true);
  });

const threshold = (): Uint8Array =>
  layout(12, (at) => {
    at.setUint16(4, ALARMS, true);
    at.setUint8(6, 5);
    at.setUint16(7, 40 * DEGREE, true);
    at.setUint16(9, 30 * DEGREE, true);
  });

/** Storage of 1 MiB, chunks of 64 KiB, polling interval of 250 ms, timeout of 3 s; both versions are 0. */
const fw_info = (): Uint8Array =>
  layout(44, (at) => {
    at.setUint32(4, 0x100000, true);
    at.setUint32(8, 0xffec, true);
    at.setUint32(12, 250_000, true);
    at.setUint32(16, 3_000_000, true);
    at.setUint32(24, 0x0105, true);
  });

/** Output structure of a method, status first; -ENOTTY for a method that is not modelled. */
export function nfit_test_call(method: number): IoctlReply | number {
  switch (method) {
    case METHOD.SMART:
      return { status: 0, data: smart() };
    case METHOD.SMART_THRESHOLD:
      return { status: 0, data: threshold() };
    case METHOD.FW_GET_INFO:
      return { status: 0, data: fw_info() };
    default:
      return -ERRNO.ENOTTY;
  }
}
