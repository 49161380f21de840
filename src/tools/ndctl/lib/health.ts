/**
 * Health, alarm thresholds and firmware versions in the format of Intel's device-specific methods
 * (ndctl/lib/intel.c and intel.h of ndctl 76.1).
 */
import { ERRNO } from '../../../lib/errno.ts';
import { failed } from '../../../wall/files.ts';
import type { Dimm } from './dimm.ts';
import { INTEL_METHOD } from './dsm.ts';

/** Bits of `valid`, one per field. */
export const SMART_VALID = {
  health: 1 << 0,
  spares: 1 << 1,
  lifeUsed: 1 << 2,
  mediaTemperature: 1 << 3,
  controllerTemperature: 1 << 4,
  shutdownCount: 1 << 5,
  alarms: 1 << 9,
  shutdown: 1 << 10,
} as const;

/** Bits of alarms, raised or enabled. */
export const ALARM = { spares: 1 << 0, mediaTemperature: 1 << 1, controllerTemperature: 1 << 2 } as const;

/** Temperatures are raw values; `celsius` converts them. */
export interface Smart {
  valid: number;
  health: number;
  spares: number;
  lifeUsed: number;
  alarms: number;
  mediaTemperature: number;
  controllerTemperature: number;
  shutdownCount: number;
  shutdownState: number;
}

/** Alarm thresholds and the mask of enabled alarms. */
export interface SmartThreshold {
  alarms: number;
  spares: number;
  mediaTemperature: number;
  controllerTemperature: number;
}

/** Degrees of a raw temperature in sixteenths, whose top bit is its sign. */
export const celsius = (raw: number): number => ((raw & 0x7fff) / 16) * (raw & 0x8000 ? -1 : 1);

/** The output of a method after its status of four bytes, or a negative errno. */
function call(dimm: Dimm, method: number): DataView | number {
  const reply = dimm.ctx.files.ioctl(`/dev/${dimm.name}`, { command: 'call', method });
  if (failed(reply)) return -ERRNO[reply.error];
  const data = reply.data ?? new Uint8Array(0);
  return new DataView(data.buffer, data.byteOffset + 4, data.byteLength - 4);
}

/** The health of a DIMM, or a negative errno. */
export function readSmart(dimm: Dimm): Smart | number {
  const at = call(dimm, INTEL_METHOD.smart);
  if (typeof at === 'number') return at;
  return {
    valid: at.getUint32(0, true),
    health: at.getUint8(8),
    spares: at.getUint8(9),
    lifeUsed: at.getUint8(10),
    alarms: at.getUint8(11),
    mediaTemperature: at.getUint16(12, true),
    controllerTemperature: at.getUint16(14, true),
    shutdownCount: at.getUint32(16, true),
    shutdownState: at.getUint8(31),
  };
}

/** The alarm thresholds of a DIMM, or a negative errno. */
export function readSmartThreshold(dimm: Dimm): SmartThreshold | number {
  const at = call(dimm, INTEL_METHOD.smartThreshold);
  if (typeof at === 'number') return at;
  return {
    alarms: at.getUint16(0, true),
    spares: at.getUint8(2),
    mediaTemperature: at.getUint16(3, true),
    controllerTemperature: at.getUint16(5, true),
  };
}

/** The running version and the one staged for the next power cycle (0 for none), or a negative errno. */
export function readFirmwareInfo(dimm: Dimm): { running: bigint; updated: bigint } | number {
  const at = call(dimm, INTEL_METHOD.firmwareInfo);
  if (typeof at === 'number') return at;
  return { running: at.getBigUint64(24, true), updated: at.getBigUint64(32, true) };
}
