/** Health and firmware versions of DIMMs as JSON (ndctl/json-smart.c and json.c, 76.1). */
import { jsonHex } from '../../util/human.ts';
import type { JsonObject, Verbatim } from '../../util/json.ts';
import type { Dimm } from '../lib/dimm.ts';
import { firmwareUpdateSupport, hasThresholds, reportsFirmware, reportsHealth } from '../lib/dsm.ts';
import {
  ALARM,
  celsius,
  readFirmwareInfo,
  readSmart,
  readSmartThreshold,
  SMART_VALID,
  type Smart,
  type SmartThreshold,
} from '../lib/health.ts';

const FATAL = 1 << 2;
const CRITICAL = 1 << 1;
const NON_CRITICAL = 1 << 0;

/** Firmware version if the DIMM did not report one. */
const UNKNOWN_VERSION = -1;

/** json-c prints a whole double with one decimal. */
const degrees = (raw: number): Verbatim => {
  const value = celsius(raw);
  return { verbatim: Number.isInteger(value) ? value.toFixed(1) : String(value) };
};

function healthState(health: number): string {
  if (health & FATAL) return 'fatal';
  if (health & CRITICAL) return 'critical';
  return health & NON_CRITICAL ? 'non-critical' : 'ok';
}

const hasAlarm = (alarms: number, alarm: number): boolean => (alarms & alarm) !== 0;

function thresholds({ alarms, ...limits }: SmartThreshold): JsonObject {
  const media = hasAlarm(alarms, ALARM.mediaTemperature);
  const controller = hasAlarm(alarms, ALARM.controllerTemperature);
  const spares = hasAlarm(alarms, ALARM.spares);
  return {
    alarm_enabled_media_temperature: media,
    temperature_threshold: media ? degrees(limits.mediaTemperature) : undefined,
    alarm_enabled_ctrl_temperature: controller,
    controller_temperature_threshold: controller ? degrees(limits.controllerTemperature) : undefined,
    alarm_enabled_spares: spares,
    spares_threshold: spares ? limits.spares : undefined,
  };
}

function health(smart: Smart, limits: SmartThreshold | undefined): JsonObject {
  const when = <T>(field: keyof typeof SMART_VALID, value: T): T | undefined =>
    smart.valid & SMART_VALID[field] ? value : undefined;
  const before: JsonObject = {
    health_state: when('health', healthState(smart.health)),
    temperature_celsius: when('mediaTemperature', degrees(smart.mediaTemperature)),
    controller_temperature_celsius: when('controllerTemperature', degrees(smart.controllerTemperature)),
    spares_percentage: when('spares', smart.spares),
    alarm_temperature: when('alarms', hasAlarm(smart.alarms, ALARM.mediaTemperature)),
    alarm_controller_temperature: when('alarms', hasAlarm(smart.alarms, ALARM.controllerTemperature)),
    alarm_spares: when('alarms', hasAlarm(smart.alarms, ALARM.spares)),
  };
  const after: JsonObject = {
    life_used_percentage: when('lifeUsed', smart.lifeUsed),
    shutdown_state: when('shutdown', smart.shutdownState === 0 ? 'clean' : 'dirty'),
    shutdown_count: when('shutdownCount', smart.shutdownCount),
  };
  return { ...before, ...(limits && thresholds(limits)), ...after };
}

/** The health of a DIMM; undefined if it does not support the query. */
export function healthToJson(dimm: Dimm): JsonObject | undefined {
  if (!reportsHealth(dimm)) return undefined;
  const smart = readSmart(dimm);
  if (typeof smart === 'number') return { health_state: 'unknown' };
  const limits = hasThresholds(dimm) ? readSmartThreshold(dimm) : undefined;
  return health(smart, typeof limits === 'number' ? undefined : limits);
}

/** The firmware versions of a DIMM; undefined if it does not support the query. */
export function firmwareToJson(dimm: Dimm, human: boolean): JsonObject | undefined {
  if (!reportsFirmware(dimm)) return undefined;
  const info = readFirmwareInfo(dimm);
  if (typeof info === 'number') return { current_version: jsonHex(UNKNOWN_VERSION, human) };
  return {
    current_version: jsonHex(info.running, human),
    can_update: firmwareUpdateSupport(dimm) === 0,
    next_version: info.updated === 0n ? undefined : jsonHex(info.updated, human),
    need_powercycle: info.updated === 0n ? undefined : true,
  };
}
