/**
 * Health, alarm thresholds, injection and firmware versions in the format of Intel's device-specific methods
 * (ndctl/lib/intel.c and intel.h of ndctl 76.1).
 */
import { dataView } from '../../../lib/bytes/data-view.ts';
import type { Dimm } from './dimm.ts';
import { INTEL_METHOD } from './dsm.ts';
import { callMethod } from './intel/call.ts';

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

/** The raw value of a temperature in degrees, whose fraction is dropped. */
export const rawTemperature = (degrees: number): number =>
  Math.trunc(Math.abs(degrees)) * 16 + (degrees < 0 ? 0x8000 : 0);

/** The output of a method after its status, or a negative errno. */
function call(dimm: Dimm, method: number, input: Uint8Array = new Uint8Array()): DataView | number {
  const reply = callMethod(dimm, method, input);
  return typeof reply === 'number' ? reply : reply.output;
}

/** Calls a method that has no output. 0 or a negative errno. */
function command(dimm: Dimm, method: number, input: Uint8Array): number {
  const result = call(dimm, method, input);
  return typeof result === 'number' ? result : 0;
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

/** Sets alarms and thresholds. 0 or a negative errno. */
export function setSmartThreshold(dimm: Dimm, threshold: SmartThreshold): number {
  const input = new Uint8Array(7);
  const at = dataView(input);
  at.setUint16(0, threshold.alarms, true);
  at.setUint8(2, threshold.spares);
  at.setUint16(3, threshold.mediaTemperature, true);
  at.setUint16(5, threshold.controllerTemperature, true);
  return command(dimm, INTEL_METHOD.smartSetThreshold, input);
}

/** Fields that can be injected: bit of `flags`, offset of the switch and of the value, size of the value. */
const INJECTED = {
  mediaTemperature: { flag: 1 << 0, offset: 8, size: 2 },
  spares: { flag: 1 << 1, offset: 11, size: 1 },
  fatal: { flag: 1 << 2, offset: 13, size: 0 },
  unsafeShutdown: { flag: 1 << 3, offset: 14, size: 0 },
} as const;

/** Names of fields that can be injected. */
export type InjectedField = keyof typeof INJECTED;

/**
 * Injects the value of one field.
 *
 * @param field undefined calls the method without any field
 * @param value undefined for the DIMM's own value again
 * @returns 0 or a negative errno
 */
export function injectSmartField(dimm: Dimm, field: InjectedField | undefined, value?: number): number {
  const input = new Uint8Array(15);
  const at = dataView(input);
  if (field !== undefined) {
    const { flag, offset, size } = INJECTED[field];
    at.setUint8(0, flag);
    at.setUint8(offset, value === undefined ? 0 : 1);
    if (size === 1) at.setUint8(offset + 1, value ?? 0);
    if (size === 2) at.setUint16(offset + 1, value ?? 0, true);
  }
  return command(dimm, INTEL_METHOD.smartInject, input);
}

/** The running version and the one staged for the next power cycle (0 for none), or a negative errno. */
export function readFirmwareInfo(dimm: Dimm): { running: bigint; updated: bigint } | number {
  const at = call(dimm, INTEL_METHOD.firmwareInfo);
  if (typeof at === 'number') return at;
  return { running: at.getBigUint64(24, true), updated: at.getBigUint64(32, true) };
}
