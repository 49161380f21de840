/** Settings: the options that every command takes before or after its name. */
import { EXIT, refusal } from '../../machine/refusal.ts';
import { isDropIn } from '../../machine/tools.ts';
import type { ColorWhen } from '../output/color.ts';

/** Views of the changes that a command makes. */
const CHANGE_VIEWS = ['sections', 'sysfs', 'iomem', 'zones'] as const;
export type ChangeView = (typeof CHANGE_VIEWS)[number];

export interface Settings {
  state?: string;
  quiet: boolean;
  /** Undefined unless the user chooses. */
  views?: ChangeView[];
  color: ColorWhen;
  /** The trace to print; undefined for none. */
  trace?: TraceForm;
  /** The file of the film of the command. */
  film?: string;
}

/** `calls`: the call graph of kernel functions; `sysfs`: the files read and written, as shell lines. */
export type TraceForm = 'calls' | 'sysfs';

const COLORS: readonly string[] = ['auto', 'always', 'never'];

const isView = (word: string): word is ChangeView => (CHANGE_VIEWS as readonly string[]).includes(word);

/**
 * `sections,sysfs`, `all` or `none`.
 *
 * @param option where the text was given, for the refusal
 */
export function parseViews(text: string, option = '--view'): ChangeView[] {
  if (text === 'none') return [];
  if (text === 'all') return [...CHANGE_VIEWS];
  const words = text.split(',').filter((word) => word !== '');
  for (const word of words)
    if (!isView(word))
      throw refusal(`${option}: unknown view '${word}': ${CHANGE_VIEWS.join(', ')}, all or none`, EXIT.usage);
  return words as ChangeView[];
}

/** The views that the environment sets as default: MEMSIM_VIEW, in the form of --view. */
export function usualViews(env: Record<string, string | undefined>): ChangeView[] | undefined {
  const { MEMSIM_VIEW: text } = env;
  return text === undefined || text === '' ? undefined : parseViews(text, 'MEMSIM_VIEW');
}

/** The value of --color; refuses others. */
export function parseColor(text: string): ColorWhen {
  if (COLORS.includes(text)) return text as ColorWhen;
  throw refusal(`--color: '${text}' is none of ${COLORS.join(', ')}`, EXIT.usage);
}

function parseTrace(value: string | undefined): TraceForm {
  if (value === undefined || value === 'calls') return 'calls';
  if (value === 'sysfs') return 'sysfs';
  throw refusal(`--trace: '${value}' is none of calls, sysfs`, EXIT.usage);
}

/** Removes `--trace` from a command line, except behind `--` or the name of a drop-in tool. */
export function takeTrace(args: readonly string[]): { trace?: TraceForm; rest: string[] } {
  const stop = args.findIndex((word) => word === '--' || isDropIn(word));
  const own = stop < 0 ? args : args.slice(0, stop);
  const found = own.findLast((word) => splitOption(word)[0] === '--trace');
  if (found === undefined) return { rest: [...args] };
  const rest = own.filter((word) => splitOption(word)[0] !== '--trace');
  return { trace: parseTrace(splitOption(found)[1]), rest: [...rest, ...args.slice(own.length)] };
}

type Apply = (settings: Settings, value: string) => Settings;

/** Long options of memsim; no command of ndctl or cxl has one of these names. */
const WITH_VALUE: Record<string, Apply> = {
  '--state': (settings, value) => ({ ...settings, state: value }),
  '--view': (settings, value) => ({ ...settings, views: parseViews(value) }),
  '--color': (settings, value) => ({ ...settings, color: parseColor(value) }),
  '--film': (settings, value) => ({ ...settings, film: value }),
};
const WITHOUT_VALUE: Record<string, Apply> = {
  '--quiet': (settings) => ({ ...settings, quiet: true }),
  '--no-color': (settings) => ({ ...settings, color: 'never' }),
};

/** The entry of a name; undefined for properties that every object inherits, such as `constructor`. */
const own = (table: Record<string, Apply>, name: string): Apply | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** Removes memsim's own options from the words of a command; `rest` is unchanged otherwise. */
export function takeSettings(settings: Settings, args: string[]): { settings: Settings; rest: string[] } {
  const rest: string[] = [];
  let taken = settings;
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    if (word === '--') {
      rest.push(...args.slice(i));
      break;
    }
    if (!word.startsWith('--')) {
      rest.push(word);
      continue;
    }
    const [name = '', value] = splitOption(word);
    const withValue = own(WITH_VALUE, name);
    const withoutValue = own(WITHOUT_VALUE, name);
    if (withValue !== undefined) {
      const given = value ?? args[++i];
      if (given === undefined) throw refusal(`option '${name}' needs a value; see 'memsim help'`, EXIT.usage);
      taken = withValue(taken, given);
    } else if (value === undefined && withoutValue !== undefined) {
      taken = withoutValue(taken, '');
    } else {
      rest.push(word);
    }
  }
  return { settings: taken, rest };
}

function splitOption(word: string): [name: string, value: string | undefined] {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1;
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}
