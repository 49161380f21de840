/**
 * Health of nfit_test DIMMs: values, alarm thresholds, injection, and the notification that follows both
 * (nfit_test_cmd_smart*() and smart_notify() of tools/testing/nvdimm/test/nfit.c, 4.19 to 6.12), in the layout
 * of Intel's DSM interface.
 */
import { dataView } from '../../../lib/bytes/data-view.ts';
import { ERRNO } from '../../../lib/errno.ts';
import type { IoctlReply } from '../../../lib/uapi.ts';
import type { Nvdimm } from '../../nvdimm/state.ts';
import { layout, status_only } from './layout.ts';
import type { NfitTestDimm, NfitTestSmart, NfitTestThreshold } from './state.ts';

/** Health, spares, life used, both temperatures, shutdown count, alarms and shutdown state are valid. */
const VALID = 0b0110_0011_1111;
const NON_CRITICAL = 1 << 0;
const FATAL = 1 << 2;
const TRIP = { SPARE: 1 << 0, TEMP: 1 << 1, CTEMP: 1 << 2 } as const;
/** Alarms that are raised, whatever the values are. */
const ALARM_FLAGS = TRIP.SPARE + TRIP.TEMP;
/** Temperatures are in sixteenths of a degree Celsius. */
const DEGREE = 16;
const CTRL_TEMPERATURE = 25 * DEGREE;
const LIFE_USED = 5;

const INJECT = { MTEMP: 1 << 0, SPARE: 1 << 1, FATAL: 1 << 2, SHUTDOWN: 1 << 3 } as const;
/** Bytes before the status of struct nd_intel_smart_set_threshold and of struct nd_intel_smart_inject. */
const SET_THRESHOLD_IN = 7;
const INJECT_IN = 15;

const smart_def = (): NfitTestSmart => ({
  health: NON_CRITICAL,
  spares: 75,
  mediaTemperature: 23 * DEGREE,
  shutdownState: 0,
  shutdownCount: 42,
});

const smart_t_data = (): NfitTestThreshold => ({
  alarmControl: TRIP.SPARE + TRIP.TEMP,
  spares: 5,
  mediaTemperature: 40 * DEGREE,
  ctrlTemperature: 30 * DEGREE,
});

const nfit_test_dimm = (): NfitTestDimm => ({
  smart: smart_def(),
  threshold: smart_t_data(),
  notifications: 0,
});

/** The module's data of a DIMM, to be changed. */
export function change_test_dimm(nvdimm: Nvdimm): NfitTestDimm {
  nvdimm.test ??= nfit_test_dimm();
  return nvdimm.test;
}

const test_dimm = ({ test }: Nvdimm): NfitTestDimm => test ?? nfit_test_dimm();

/** struct nd_intel_smart of a DIMM. */
export function nfit_test_cmd_smart(nvdimm: Nvdimm): IoctlReply {
  const { smart } = test_dimm(nvdimm);
  const data = layout(132, (at) => {
    at.setUint32(4, VALID, true);
    at.setUint8(12, smart.health);
    at.setUint8(13, smart.spares);
    at.setUint8(14, LIFE_USED);
    at.setUint8(15, ALARM_FLAGS);
    at.setUint16(16, smart.mediaTemperature, true);
    at.setUint16(18, CTRL_TEMPERATURE, true);
    at.setUint32(20, smart.shutdownCount, true);
    at.setUint8(24, 1);
    at.setUint16(25, 40 * DEGREE, true);
    at.setUint8(35, smart.shutdownState);
  });
  return { status: 0, data };
}

/** struct nd_intel_smart_threshold of a DIMM. */
export function nfit_test_cmd_smart_threshold(nvdimm: Nvdimm): IoctlReply {
  const { threshold } = test_dimm(nvdimm);
  const data = layout(12, (at) => {
    at.setUint16(4, threshold.alarmControl, true);
    at.setUint8(6, threshold.spares);
    at.setUint16(7, threshold.mediaTemperature, true);
    at.setUint16(9, threshold.ctrlTemperature, true);
  });
  return { status: 0, data };
}

/** Notifies the pollers of `nfit/flags` if a value is beyond an enabled threshold, or the state is not that at boot. */
function smart_notify(dimm: NfitTestDimm): void {
  const { smart, threshold } = dimm;
  const enabled = (alarm: number): boolean => (threshold.alarmControl & alarm) !== 0;
  const isDue =
    (enabled(TRIP.SPARE) && smart.spares <= threshold.spares) ||
    (enabled(TRIP.TEMP) && smart.mediaTemperature >= threshold.mediaTemperature) ||
    (enabled(TRIP.CTEMP) && CTRL_TEMPERATURE >= threshold.ctrlTemperature) ||
    smart.health !== NON_CRITICAL ||
    smart.shutdownState !== 0;
  if (isDue) dimm.notifications += 1;
}

/** Sets alarms and thresholds. Returns -EINVAL for an input that is too short. */
export function nfit_test_cmd_smart_set_threshold(nvdimm: Nvdimm, input: Uint8Array): IoctlReply | number {
  if (input.length < SET_THRESHOLD_IN) return -ERRNO.EINVAL;
  const at = dataView(input);
  const test = change_test_dimm(nvdimm);
  test.threshold = {
    alarmControl: at.getUint16(0, true),
    spares: at.getUint8(2),
    mediaTemperature: at.getUint16(3, true),
    ctrlTemperature: at.getUint16(5, true),
  };
  smart_notify(test);
  return status_only(0);
}

/** Injects values, or takes them back. Returns -EINVAL for an input of another length. */
export function nfit_test_cmd_smart_inject(nvdimm: Nvdimm, input: Uint8Array): IoctlReply | number {
  if (input.length !== INJECT_IN) return -ERRNO.EINVAL;
  const at = dataView(input);
  const flags = at.getUint32(0, true);
  const changes = (flag: number): boolean => (flags & flag) !== 0;
  const isOn = (offset: number): boolean => at.getUint8(offset) !== 0;
  const test = change_test_dimm(nvdimm);
  const { smart } = test;
  const own = smart_def();
  if (changes(INJECT.MTEMP)) smart.mediaTemperature = isOn(8) ? at.getUint16(9, true) : own.mediaTemperature;
  if (changes(INJECT.SPARE)) smart.spares = isOn(11) ? at.getUint8(12) : own.spares;
  if (changes(INJECT.FATAL)) smart.health = isOn(13) ? FATAL : own.health;
  if (changes(INJECT.SHUTDOWN)) {
    smart.shutdownState = isOn(14) ? 1 : 0;
    if (isOn(14)) smart.shutdownCount += 1;
  }
  smart_notify(test);
  return status_only(0);
}
