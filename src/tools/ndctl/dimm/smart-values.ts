/** Values on the command line of `ndctl inject-smart` as its firmware functions take them. */
import type { Values } from '../../util/parse-options.ts';
import { strtod, strtoull, ULLONG_MAX } from '../../util/strtoull.ts';
import { type InjectedField, rawTemperature, type SmartThreshold } from '../lib/health.ts';
import type * as options from './security-options.ts';

export type SmartValues = Values<typeof options.injectSmart.options>;

/** One field to inject or to take back. */
export interface Injection {
  /** Its name in messages. */
  name: (typeof INJECTIONS)[number]['name'];
  /** The field of Intel's function; undefined for one that Intel's DIMMs lack. */
  field: InjectedField | undefined;
  /** A value is given, or the flag. */
  given: boolean;
  uninject: boolean;
  /** Raw temperature, percentage, or 1 for an injection that is only switched on. */
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

const INJECTIONS = [
  {
    name: 'media_temperature',
    field: 'mediaTemperature',
    option: 'mediaTemperature',
    uninjectOption: 'mediaUninject',
  },
  { name: 'ctrl_temperature', field: undefined, option: 'ctrlTemperature', uninjectOption: 'ctrlUninject' },
  { name: 'spares', field: 'spares', option: 'spares', uninjectOption: 'sparesUninject' },
  { name: 'fatal', field: 'fatal', option: 'fatal', uninjectOption: 'fatalUninject' },
  {
    name: 'unsafe_shutdown',
    field: 'unsafeShutdown',
    option: 'unsafeShutdown',
    uninjectOption: 'unsafeShutdownUninject',
  },
] as const;
/** Value of an injection that is only switched on. */
const ON = 1;

/** Reads all numbers in the order of their options; returns a message for the first that is invalid. */
export function smartRequest(v: SmartValues): SmartRequest | string {
  const numbers: Partial<Record<Injection['name'], number>> = {};
  const limits: SmartRequest['limits'] = {};
  for (const [name, option, limit, threshold, parse] of NUMBERS) {
    const [text, bound] = [v[option], v[threshold]];
    const number = parse(text ?? '0');
    if (number === undefined) return `Invalid argument: ${name}: ${text}\n`;
    numbers[name] = number;
    if (bound === undefined) continue;
    const raw = parse(bound);
    if (raw === undefined) return `Invalid argument: ${bound}\n`;
    limits[limit] = raw;
  }
  const injections = INJECTIONS.map(({ name, field, option, uninjectOption }) => ({
    name,
    field,
    given: v[option] !== undefined && v[option] !== false,
    uninject: v.uninjectAll === true || v[uninjectOption] === true,
    value: numbers[name] ?? ON,
  }));
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
