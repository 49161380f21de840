/**
 * `ndctl monitor` (ndctl/monitor.c, 76.1). No emulated DIMM supports enabling its alarms, so there is none to
 * monitor, and the command ends at once.
 */
import { ERRNO } from '../../lib/errno.ts';
import { eprint, error, print } from '../util/console.ts';
import { parseOptionsOnly, type Values } from '../util/parse-options.ts';
import type { Run, VerbMain } from '../util/verbs.ts';
import * as options from './dimm/dimm-options.ts';
import { filterWalk } from './filter.ts';
import { ndctlFor } from './lib/context.ts';
import type { Dimm } from './lib/dimm.ts';
import { hasThresholds, reportsHealth } from './lib/dsm.ts';

type MonitorValues = Values<typeof options.monitor.options>;

const EVENTS = [
  'all',
  'dimm-spares-remaining',
  'dimm-media-temperature',
  'dimm-controller-temperature',
  'dimm-health-state',
  'dimm-unclean-shutdown',
];

const CONFIG_FILE = '/etc/ndctl.conf.d/monitor.conf';

interface MonitorLog {
  note: (text: string) => void;
  warn: (text: string) => void;
  /** Writes the collected lines to the log file, if there is one. */
  close: () => void;
}

/** Standard streams, unless a log file or the system log is selected; undefined if it cannot be opened. */
function openLog(run: Run, values: MonitorValues): MonitorLog | undefined {
  const { host } = run.env;
  const path = values.log?.replace(/^\.\//, '');
  const silent = { note: () => {}, warn: () => {}, close: () => {} };
  if (path?.startsWith('syslog') || (values.daemon === true && !path?.startsWith('/'))) return silent;
  if (path === undefined || path.startsWith('standard'))
    return {
      note: (text) => print(run.con, `${text}\n`),
      warn: (text) => eprint(run.con, `${text}\n`),
      close: () => {},
    };
  const lines: string[] = [new TextDecoder().decode(host.read(path) ?? new Uint8Array())];
  const close = (): boolean => host.write(path, new TextEncoder().encode(lines.join('')));
  if (!close()) return undefined;
  const add = (text: string): void => {
    lines.push(`[         0.000000000] [1] ${text}\n`);
  };
  return { note: add, warn: add, close };
}

/** Reports why a DIMM cannot be monitored. */
function refuse(dimm: Dimm, log: MonitorLog): void {
  if (!reportsHealth(dimm)) {
    log.warn(`${dimm.name}: no smart support`);
  } else if (hasThresholds(dimm)) {
    log.warn(`${dimm.name}: smart threshold command failed`);
    log.warn(`${dimm.name}: enable supported threshold alarms failed`);
  }
}

export const monitor: VerbMain = (argv, run) => {
  const { con, env } = run;
  const parsed = parseOptionsOnly(con, argv, options.monitor);
  if ('exit' in parsed) return parsed.exit;
  const { values } = parsed;
  if (values.configFile !== undefined && env.host.read(values.configFile) === undefined) {
    eprint(con, `${values.configFile} cannot be opened\n`);
    return -ERRNO.ENOENT;
  }
  const log = openLog(run, values);
  if (log === undefined) {
    error(con, `open ${values.log} failed\n`);
    return -ERRNO.ENOENT;
  }
  if (values.daemon === true) log.note('ndctl monitor daemon started');

  const unknown = values.dimmEvent?.split(' ').find((event) => event !== '' && !EVENTS.includes(event));
  if (unknown !== undefined) {
    log.warn(`no dimm-event named ${unknown}`);
    log.close();
    // The real command returns the last value of a reused variable: the length of that path.
    return values.configFile === undefined ? CONFIG_FILE.length : 0;
  }
  const rc = filterWalk(ndctlFor(run), values, {
    dimm: (dimm) => refuse(dimm, log),
  });
  if (rc === 0) log.note('no dimms to monitor, exiting');
  log.close();
  return rc !== 0 || values.daemon === true ? rc : -ERRNO.ENXIO;
};
