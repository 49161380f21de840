/** `ndctl monitor` (ndctl/monitor.c, 76.1): reports events of DIMMs until it is ended. */
import { ERRNO } from '../../../lib/errno.ts';
import { failed } from '../../../wall/files.ts';
import type { Wakeup } from '../../tool.ts';
import { error } from '../../util/console.ts';
import { jsonText, plainJsonText } from '../../util/json.ts';
import { parseOptionsOnly } from '../../util/parse-options.ts';
import type { Run, VerbMain } from '../../util/verbs.ts';
import * as options from '../bus-options.ts';
import { filterWalk } from '../filter.ts';
import { ndctlFor } from '../lib/context.ts';
import type { Dimm } from '../lib/dimm.ts';
import { hasThresholds, reportsHealth } from '../lib/dsm.ts';
import { readSmart, readSmartThreshold, SMART_VALID, setSmartThreshold } from '../lib/health.ts';
import { CONFIG_FILE, type MonitorValues, withConfig } from './config.ts';
import { EVENT, eventMask, eventToJson, readEvents } from './events.ts';
import { logAt, logPath, type MonitorLog, openLog, timestamp, toStreams } from './log.ts';

/** A DIMM that is monitored. */
interface MonitorDimm {
  dimm: Dimm;
  /** State of health at the start. */
  health: number;
  /** Notifications of its flags that were seen. */
  seen: number;
}

interface Monitor {
  run: Run;
  values: MonitorValues;
  /** Mask of events. */
  monitored: number;
  dimms: MonitorDimm[];
}

const flagsPath = ({ path }: Dimm): string => `${path}/nfit/flags`;

/** Enables the alarms of the monitored events. Returns false after a message. */
function enableAlarms(dimm: Dimm, monitored: number, log: MonitorLog): boolean {
  const threshold = readSmartThreshold(dimm);
  if (typeof threshold === 'number') {
    log.err(`${dimm.name}: smart threshold command failed`);
    return false;
  }
  // Alarms have the bits of their events.
  const alarms = monitored & (EVENT.spares | EVENT.mediaTemperature | EVENT.controllerTemperature);
  const rc = setSmartThreshold(dimm, { ...threshold, alarms: threshold.alarms | alarms });
  if (rc < 0) log.err(`${dimm.name}: smart set threshold command failed`);
  return rc === 0;
}

/** Tests whether a DIMM can be monitored, and enables its alarms; a message tells why it cannot. */
function isReady(dimm: Dimm, monitored: number, log: MonitorLog): boolean {
  if (!reportsHealth(dimm)) {
    log.err(`${dimm.name}: no smart support`);
    return false;
  }
  if (!hasThresholds(dimm)) {
    log.debug(`${dimm.name}: no smart threshold support`);
    return true;
  }
  const smart = readSmart(dimm);
  if (typeof smart === 'number' || (smart.valid & SMART_VALID.alarms) === 0) {
    log.err(`${dimm.name}: smart alarm invalid`);
    return false;
  }
  if (enableAlarms(dimm, monitored, log)) return true;
  log.err(`${dimm.name}: enable supported threshold alarms failed`);
  return false;
}

/** Reports a DIMM if a monitored event is raised. */
function notify({ values, monitored }: Monitor, { dimm, health }: MonitorDimm, log: MonitorLog, at: Wakeup) {
  const now = readEvents(dimm);
  if (now === undefined) return;
  const raised = now.events | (now.health === health ? 0 : EVENT.health);
  if ((raised & monitored) === 0) return;
  const who = { pid: at.pid, timestamp: timestamp(at.time) };
  const message = eventToJson(dimm, { monitored, raised }, who);
  log.notice(values.human === true ? jsonText(message) : plainJsonText(message));
}

function start(monitor: Monitor, log: MonitorLog, at: Wakeup): number | undefined {
  const { run, values, monitored, dimms } = monitor;
  if (values.daemon === true) log.info('ndctl monitor daemon started');
  const rc = filterWalk(ndctlFor(run), values, {
    dimm(dimm) {
      if (!isReady(dimm, monitored, log)) return;
      const first = readEvents(dimm);
      const watched = { dimm, health: first?.health ?? 0, seen: 0 };
      if (first?.events !== 0) notify(monitor, watched, log, at);
      dimms.push(watched);
    },
  });
  if (rc !== 0) return rc;
  if (dimms.length === 0) {
    log.info('no dimms to monitor, exiting');
    return values.daemon === true ? 0 : -ERRNO.ENXIO;
  }
  return look(monitor, log);
}

/** Reads the flags of all DIMMs, after which only later notifications count. */
function look({ run: { env }, dimms }: Monitor, log: MonitorLog): number | undefined {
  for (const watched of dimms) {
    const seen = env.files.events(flagsPath(watched.dimm));
    if (failed(seen)) {
      log.err('pread error');
      return -ERRNO[seen.error];
    }
    watched.seen = seen;
  }
  return undefined;
}

function goOn(monitor: Monitor, log: MonitorLog, at: Wakeup): number | undefined {
  const { env } = monitor.run;
  const isNotified = ({ dimm, seen }: MonitorDimm): boolean => env.files.events(flagsPath(dimm)) !== seen;
  const due = monitor.dimms.filter((watched) => at.cause === 'timeout' || isNotified(watched));
  if (due.length === 0) return undefined;
  for (const watched of due) notify(monitor, watched, log, at);
  return look({ ...monitor, dimms: due }, log);
}

/** The options with the settings of the configuration file; or the status of a file that is missing. */
function configured(run: Run, values: MonitorValues): MonitorValues | number {
  const { host } = run.env;
  const path = values.configFile ?? CONFIG_FILE;
  const data = host.read(path);
  const log = logAt(toStreams(run), values.verbose === true, { pid: 0, time: 0n });
  if (data === undefined) {
    if (values.configFile === undefined || host.isFolder(path)) return values;
    log.err(`${path} cannot be opened`);
    return -ERRNO.ENOENT;
  }
  return withConfig(values, new TextDecoder().decode(data), (line) =>
    log.debug(`ndctl-76.1:parse_monitor_config:486: config-file syntax error, skip line[${line}]`),
  );
}

export const monitor: VerbMain = (argv, run) => {
  const { con, env } = run;
  const parsed = parseOptionsOnly(con, argv, options.monitor);
  if ('exit' in parsed) return parsed.exit;
  const values = configured(run, parsed.values);
  if (typeof values === 'number') return values;
  const write = openLog(run, values);
  if (write === undefined) {
    error(con, `open ${logPath(values.log!)} failed\n`);
    return -ERRNO.ENOENT;
  }
  const logOf = (at: Pick<Wakeup, 'pid' | 'time'>): MonitorLog => logAt(write, values.verbose === true, at);
  const monitored = eventMask(values.dimmEvent);
  const hasConfig = values.configFile !== undefined || env.host.read(CONFIG_FILE) !== undefined;
  const state: Monitor = {
    run,
    values,
    monitored: typeof monitored === 'number' ? monitored : 0,
    dimms: [],
  };
  run.waits = {
    isDaemon: values.daemon === true,
    timeout: values.poll === undefined || values.poll === 0 ? undefined : values.poll * 1000,
    resume(at) {
      const log = logOf(at);
      if (at.cause !== 'start') return goOn(state, log, at);
      if (typeof monitored === 'number') return start(state, log, at);
      log.err(`no dimm-event named ${monitored.unknown}`);
      // The real command returns the last value of a reused variable: the length of the default path.
      return hasConfig ? 0 : CONFIG_FILE.length;
    },
  };
  return 0;
};
