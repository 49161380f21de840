/** Settings of `ndctl monitor`: options and a configuration file (parse_monitor_config() of ndctl/monitor.c, 76.1). */
import type { Values } from '../../util/parse-options.ts';
import type { monitor } from '../bus-options.ts';

export type MonitorValues = Values<typeof monitor.options>;

/** The file that is read unless an option names another. */
export const CONFIG_FILE = '/etc/ndctl.conf.d/monitor.conf';

/** Keys of the file whose values are added to those of the options. */
const ADDED: Readonly<Record<string, 'bus' | 'dimm' | 'region' | 'namespace' | 'dimmEvent'>> = {
  bus: 'bus',
  dimm: 'dimm',
  region: 'region',
  namespace: 'namespace',
  'dimm-event': 'dimmEvent',
};

/** A line `key = value`; undefined for an empty one and a comment, false for another. */
function parseLine(line: string): { key: string; value: string } | false | undefined {
  const text = line.trimStart();
  if (text === '' || text.startsWith('#')) return undefined;
  const at = text.indexOf('=');
  return at >= 0 && { key: text.slice(0, at).trimEnd(), value: text.slice(at + 1).trim() };
}

/**
 * The options with the settings of a file. A section's name is a syntax error, which is ignored.
 *
 * @param badLine called with the number of each line that is no setting
 */
export function withConfig(
  values: MonitorValues,
  text: string,
  badLine: (number: number) => void,
): MonitorValues {
  const result = { ...values };
  for (const [i, line] of text.split('\n').entries()) {
    const setting = parseLine(line);
    if (setting === false) badLine(i + 1);
    if (setting === undefined || setting === false || setting.value === '') continue;
    const { key, value } = setting;
    const name = Object.hasOwn(ADDED, key) ? ADDED[key] : undefined;
    if (name !== undefined) result[name] = result[name] ? `${result[name]} ${value}` : value;
    if (key === 'log') result.log ??= value;
  }
  return result;
}
