/** Events of DIMMs: alarms that are raised and changes of the state of health (ndctl/monitor.c, 76.1). */
import type { Json, JsonObject } from '../../util/json.ts';
import { dimmToJson } from '../json/device.ts';
import type { Dimm } from '../lib/dimm.ts';
import { ALARM, readSmart } from '../lib/health.ts';

/** Names of events, in the order of the JSON, with their bits. */
const EVENTS = {
  'dimm-spares-remaining': 1 << 0,
  'dimm-media-temperature': 1 << 1,
  'dimm-controller-temperature': 1 << 2,
  'dimm-health-state': 1 << 3,
  'dimm-unclean-shutdown': 1 << 4,
} as const;

export const EVENT = {
  spares: EVENTS['dimm-spares-remaining'],
  mediaTemperature: EVENTS['dimm-media-temperature'],
  controllerTemperature: EVENTS['dimm-controller-temperature'],
  health: EVENTS['dimm-health-state'],
  shutdown: EVENTS['dimm-unclean-shutdown'],
} as const;

const ALL = Object.values(EVENTS).reduce((mask, bit) => mask | bit, 0);

/** The mask of the events that a text names, all without a text; or the first word that names none. */
export function eventMask(text: string | undefined): number | { unknown: string } {
  if (text === undefined) return ALL;
  let mask = 0;
  for (const word of text.split(' ').filter((part) => part !== '')) {
    if (word === 'all') return ALL;
    if (!Object.hasOwn(EVENTS, word)) return { unknown: word };
    mask |= EVENTS[word as keyof typeof EVENTS];
  }
  return mask;
}

/** State of health, and the mask of alarms that are raised; undefined if the query fails. */
export function readEvents(dimm: Dimm): { health: number; events: number } | undefined {
  const smart = readSmart(dimm);
  if (typeof smart === 'number') return undefined;
  const events =
    (smart.alarms & ALARM.spares ? EVENT.spares : 0) |
    (smart.alarms & ALARM.mediaTemperature ? EVENT.mediaTemperature : 0) |
    (smart.alarms & ALARM.controllerTemperature ? EVENT.controllerTemperature : 0) |
    (smart.shutdownState !== 0 ? EVENT.shutdown : 0);
  return { health: smart.health, events };
}

/** The message of an event: the monitored kinds, each with its state, and the DIMM. */
export function eventToJson(
  dimm: Dimm,
  { monitored, raised }: { monitored: number; raised: number },
  { pid, timestamp }: { pid: number; timestamp: string },
): JsonObject {
  const event: Record<string, Json> = {};
  for (const [name, bit] of Object.entries(EVENTS)) if (monitored & bit) event[name] = (raised & bit) !== 0;
  return { timestamp, pid, event, dimm: dimmToJson(dimm, { human: false, health: true }) };
}
