/**
 * Device-specific methods of nfit_test DIMMs by number: health and firmware (nfit_test_ctl() of
 * tools/testing/nvdimm/test/nfit.c), in the layout of Intel's DSM interface.
 */
import { ERRNO } from '../../../lib/errno.ts';
import type { IoctlReply } from '../../../lib/uapi.ts';
import type { Nvdimm } from '../../nvdimm/state.ts';
import {
  nd_intel_test_finish_fw,
  nd_intel_test_finish_query,
  nd_intel_test_get_fw_info,
  nd_intel_test_send_data,
  nd_intel_test_start_update,
} from './firmware.ts';
import {
  nfit_test_cmd_smart,
  nfit_test_cmd_smart_inject,
  nfit_test_cmd_smart_set_threshold,
  nfit_test_cmd_smart_threshold,
} from './smart.ts';

const METHOD = {
  SMART: 1,
  SMART_THRESHOLD: 2,
  FW_GET_INFO: 12,
  FW_START_UPDATE: 13,
  FW_SEND_DATA: 14,
  FW_FINISH_UPDATE: 15,
  FW_FINISH_QUERY: 16,
  SMART_SET_THRESHOLD: 17,
  SMART_INJECT: 18,
} as const;

/** Latch of the shutdown status, which every DIMM of the module supports. */
const LATCH_SHUTDOWN = 2 ** 10;
/** Firmware, thresholds, injection, security and activation: all methods from 12 to 30. */
const FROM_FW_GET_INFO = 2 ** 31 - 2 ** METHOD.FW_GET_INFO;

/** Mask of method numbers beyond those of the label and health commands. */
export const nfit_test_methods = (hasHealth: boolean): number =>
  hasHealth ? LATCH_SHUTDOWN + FROM_FW_GET_INFO : LATCH_SHUTDOWN;

/**
 * Calls a method of a DIMM.
 *
 * @param input the method's input structure
 * @returns its output structure, with the status first if it has one; -ENOTTY for a method that is not
 *   modelled, -EINVAL for an input of a wrong length
 */
export function nfit_test_call(nvdimm: Nvdimm, method: number, input: Uint8Array): IoctlReply | number {
  switch (method) {
    case METHOD.SMART:
      return nfit_test_cmd_smart(nvdimm);
    case METHOD.SMART_THRESHOLD:
      return nfit_test_cmd_smart_threshold(nvdimm);
    case METHOD.SMART_SET_THRESHOLD:
      return nfit_test_cmd_smart_set_threshold(nvdimm, input);
    case METHOD.SMART_INJECT:
      return nfit_test_cmd_smart_inject(nvdimm, input);
    case METHOD.FW_GET_INFO:
      return nd_intel_test_get_fw_info(nvdimm);
    case METHOD.FW_START_UPDATE:
      return nd_intel_test_start_update(nvdimm);
    case METHOD.FW_SEND_DATA:
      return nd_intel_test_send_data(nvdimm, input);
    case METHOD.FW_FINISH_UPDATE:
      return nd_intel_test_finish_fw(nvdimm, input);
    case METHOD.FW_FINISH_QUERY:
      return nd_intel_test_finish_query(nvdimm, input);
    default:
      return -ERRNO.ENOTTY;
  }
}
