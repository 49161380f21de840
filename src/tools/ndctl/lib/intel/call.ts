/** Calls of Intel's device-specific methods through the control node of a DIMM, logged as by do_cmd() of libndctl.c. */
import { dataView } from '../../../../lib/bytes/data-view.ts';
import { ERRNO, strerror } from '../../../../lib/errno.ts';
import { alternateHex } from '../../../../lib/units.ts';
import { failed } from '../../../../wall/files.ts';
import { dbg } from '../../../util/sysfs.ts';
import type { Dimm } from '../dimm.ts';
import { INTEL_METHOD } from '../dsm.ts';

/** Names of the methods in debug messages. */
const NAMES: Record<number, string> = {
  [INTEL_METHOD.smart]: 'smart',
  [INTEL_METHOD.smartThreshold]: 'smart_thresh',
  [INTEL_METHOD.firmwareInfo]: 'firmware_get_info',
  [INTEL_METHOD.firmwareStart]: 'firmware_start_update',
  [INTEL_METHOD.firmwareSend]: 'firmware_send_data',
  [INTEL_METHOD.firmwareFinish]: 'firmware_finish_update',
  [INTEL_METHOD.firmwareQuery]: 'firmware_finish_query',
  [INTEL_METHOD.smartSetThreshold]: 'smart_set_thresh',
  [INTEL_METHOD.smartInject]: 'smart_inject',
};

/** Bytes of the status, with which the output of a method begins. */
const STATUS = 4;

/** Output of a method: its status, and what follows it. */
export interface MethodReply {
  status: number;
  output: DataView;
}

/** Calls a method; returns its output, or a negative errno. */
export function callMethod(dimm: Dimm, method: number, input: Uint8Array): MethodReply | number {
  const { ctx, bus, handle = 0 } = dimm;
  const log = (outcome: string): void =>
    dbg(
      ctx,
      'do_cmd',
      `bus: ${bus.id} dimm: ${alternateHex(handle)} cmd: cmd_call:${NAMES[method]} ${outcome}`,
    );
  const reply = ctx.files.ioctl(`/dev/${dimm.name}`, { command: 'call', method, input });
  if (failed(reply)) {
    const rc = -ERRNO[reply.error];
    log(`status: -1 fw: 0 (${strerror(rc)})`);
    return rc;
  }
  const at = dataView(reply.data ?? new Uint8Array(STATUS));
  log(`status: 0 fw: ${at.getInt32(0, true)} (success)`);
  return {
    status: at.getUint32(0, true),
    output: new DataView(at.buffer, at.byteOffset + STATUS, at.byteLength - STATUS),
  };
}
