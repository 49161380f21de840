/** Values on the command line of `ndctl inject-smart` as its firmware functions take them. */
import type { Values } from '../../util/parse-options.ts';
import { strtod, strtoull, ULLONG_MAX } from '../../util/strtoull.ts';
import { type InjectedField, rawTemperature, type SmartThreshold } from '../lib/health.ts';
import type * as options from './security-options.ts';

export type SmartValues = Values<typeof options.injectSmart.options>;

/** One field to inject or to take back. */
export interface Injection {
  /** Its name in messages. */
  name: string;
  /** The field of Intel's function; undefined for one that Intel's DIMMs lack. */
  field?: InjectedField;
  /** A value is given, or the flag. */
  given: boolean;
  uninject: boolean;
  value: number;
}

export interface SmartRequest {
  /** In the order of injection. */
  injections: Injection[];
  limits: Partial<Omit<SmartThreshold, 'alarms'>>;
}

const UINT_MAX = 2n ** 32n - 1n;

/** A raw temperature; undefined for an infinite one. */
function temperature(text: string): number | undefined {
  const degrees = strtod(text);
  return Number.isFinite(degrees) ? rawTemperature(degrees) : undefined;
}

function count(text: string): number | undefined {
  const { value } = strtoull(text);
  return value === ULLONG_MAX || value > UINT_MAX ? undefined : Number(value);
}

const NUMBERS = [
  ['media_temperature', 'mediaTemperature', 'mediaTemperature', 'mediaThreshold', temperature],
  ['ctrl_temperature', 'ctrlTemperature', 'controllerTemperature', 'ctrlThreshold', temperature],
  ['spares', 'spares', 'spares', 'sparesThreshold', count],
] as const;

/** Reads all numbers in the order of their options; returns a message for the first that is invalid. */
export function smartRequest(v: SmartValues): SmartRequest | string {
  const values: Partial<Record<(typeof NUMBERS)[number][0], number>> = {};
  const limits: SmartRequest['limits'] = {};
  for (const [name, option, limit, threshold, parse] of NUMBERS) {
    const [text, bound] = [v[option], v[threshold]];
    const number = parse(text ?? '0');
    if (number === undefined) return `Invalid argument: ${name}: ${text}\n`;
    values[name] = number;
    if (bound === undefined) continue;
    const raw = parse(bound);
    if (raw === undefined) return `Invalid argument: ${bound}\n`;
    limits[limit] = raw;
  }
  const all = v.uninjectAll === true;
  const injections: Injection[] = [
    {
      name: 'media_temperature',
      field: 'mediaTemperature',
      given: v.mediaTemperature !== undefined,
      uninject: all || v.mediaUninject === true,
      value: values.media_temperature ?? 0,
    },
    {
      name: 'ctrl_temperature',
      given: v.ctrlTemperature !== undefined,
      uninject: all || v.ctrlUninject === true,
      value: 0,
    },
    {
      name: 'spares',
      field: 'spares',
      given: v.spares !== undefined,
      uninject: all || v.sparesUninject === true,
      value: values.spares ?? 0,
    },
    {
      name: 'fatal',
      field: 'fatal',
      given: v.fatal === true,
      uninject: all || v.fatalUninject === true,
      value: 1,
    },
    {
      name: 'unsafe_shutdown',
      field: 'unsafeShutdown',
      given: v.unsafeShutdown === true,
      uninject: all || v.unsafeShutdownUninject === true,
      value: 1,
    },
  ];
  return { injections, limits };
}

/** Tests for a threshold or an alarm. */
export const setsThresholds = (v: SmartValues): boolean =>
  [v.mediaThreshold, v.ctrlThreshold, v.sparesThreshold, v.mediaAlarm, v.ctrlAlarm, v.sparesAlarm].some(
    (text) => text !== undefined,
  );

/** The mask after `on` and `off`; other words change nothing. */
export function alarmsWith(
  mask: number,
  words: readonly (readonly [alarm: number, word: string | undefined])[],
): number {
  let alarms = mask;
  for (const [alarm, word] of words) {
    if (word?.startsWith('on')) alarms |= alarm;
    else if (word?.startsWith('off')) alarms &= ~alarm;
  }
  return alarms;
}
