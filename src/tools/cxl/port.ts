/** `cxl disable-port`, `enable-port` and `disable-bus` (cxl/port.c and cxl/bus.c, 76.1). */
import { ERRNO } from '../../lib/errno.ts';
import { parseOptions } from '../util/parse-options.ts';
import { LOG_DEBUG, utilUnbind } from '../util/sysfs.ts';
import { usage } from '../util/usage.ts';
import type { Run, VerbMain } from '../util/verbs.ts';
import { matchesBus, matchesEndpoint, matchesPort } from './filter.ts';
import { type Cxl, cxlFlush, cxlNew } from './lib/context.ts';
import { enableMemdev, endpointMemdev, memdevBus, memdevIsEnabled, memdevs } from './lib/memdev.ts';
import {
  allPorts,
  buses,
  disablePort,
  dportByMemdev,
  enablePort,
  endpoints,
  type Port,
  portIsEnabled,
} from './lib/port.ts';
import { type CommandLog, logDbg, logErr, logInfo, priorityOf } from './log.ts';
import * as options from './syntax.ts';

interface Call {
  run: Run;
  ctx: Cxl;
  log: CommandLog;
  force: boolean;
  byEndpoint: boolean;
}

/** Refuses to disable a port that enabled memdevs use. 0 without such memdevs or with --force. */
function refuseActive(call: Call, name: string, active: number, option: string): number {
  if (active === 0 || call.force) return 0;
  const [ending, are] = active > 1 ? ['s', 'are'] : ['', 'is'];
  logErr(
    call.log,
    'action_disable',
    `${name} hosts ${active} memdev${ending} which ${are} part of an active region`,
  );
  logErr(call.log, 'action_disable', `See 'cxl list -M ${option} ${name}' to see impacted device${ending}`);
  return -ERRNO.EBUSY;
}

function disable(call: Call, port: Port): number {
  if (!portIsEnabled(port)) {
    logDbg(call.log, 'action_disable', `${port.name} already disabled`);
    return 0;
  }
  const own = call.byEndpoint && endpointMemdev(port) !== undefined ? 1 : 0;
  const below = memdevs(call.ctx).filter(
    (memdev) => dportByMemdev(port, memdev) !== undefined && memdevIsEnabled(memdev),
  );
  return refuseActive(call, port.name, own + below.length, '-p') || disablePort(port);
}

function enable(call: Call, port: Port, withMemdevs: boolean): number {
  const rc = enablePort(port);
  if (rc !== 0 || !withMemdevs) return rc;
  for (const memdev of memdevs(call.ctx)) if (dportByMemdev(port, memdev) !== undefined) enableMemdev(memdev);
  return 0;
}

function find(call: Call, name: string): Port | undefined {
  for (const bus of buses(call.ctx))
    for (const port of allPorts(bus)) {
      if (!call.byEndpoint && matchesPort(port, name, 'single')) return port;
      const endpoint =
        call.byEndpoint && endpoints(port).find((candidate) => matchesEndpoint(candidate, name));
      if (endpoint) return endpoint;
    }
  return undefined;
}

/** Applies an action to each named port. Returns the number of successes, or the first errno. */
function eachPort(call: Call, names: readonly string[], action: (port: Port) => number): number {
  let [count, failure] = [0, 0];
  for (const name of names) {
    const port = find(call, name);
    if (port === undefined) {
      logErr(call.log, 'port_action', `${call.byEndpoint ? 'endpoint' : 'port'}: ${name} not found`);
      continue;
    }
    logDbg(call.log, 'port_action', `run action on port: ${port.name}`);
    const rc = action(port);
    if (rc === 0) count++;
    else if (failure === 0) failure = rc;
  }
  return count > 0 ? count : failure;
}

/** The operands; the first one alone if any of them is `all`. */
const operands = (args: string[]): string[] => (args.includes('all') ? args.slice(0, 1) : args);

interface PortValues {
  debug?: boolean | undefined;
  endpoint?: boolean | undefined;
  force?: boolean | undefined;
}

const newCall = (run: Run, values: PortValues, owner: string): Call => {
  const ctx = cxlNew(run.env.files, run.con, run.env.env);
  if (values.debug === true) ctx.priority = LOG_DEBUG;
  return {
    run,
    ctx,
    log: { con: run.con, owner, priority: priorityOf(values.debug) },
    force: values.force === true,
    byEndpoint: values.endpoint === true,
  };
};

/** Prints the closing line for a count. Returns the exit status. */
function conclude({ log }: Call, fn: string, done: string, count: number): number {
  logInfo(
    log,
    fn,
    `${done} ${Math.max(count, 0)} ${fn.endsWith('bus') ? 'bus' : 'port'}${count > 1 ? 's' : ''}`,
  );
  return count >= 0 ? 0 : 1;
}

/** `cxl disable-port`: unbinds ports, or with -e endpoints, from their driver. */
export const disablePortCommand: VerbMain = (argv, run) => {
  const parsed = parseOptions(run.con, argv, options.disablePort);
  if ('exit' in parsed) return parsed.exit;
  if (parsed.args.length === 0) return usage(run.con, options.disablePort);
  const call = newCall(run, parsed.values, 'cxl port');
  const count = eachPort(call, operands(parsed.args), (port) => disable(call, port));
  return conclude(call, 'cmd_disable_port', 'disabled', count);
};

/** `cxl enable-port`: binds ports to their driver, with -m the memdevs below them too. */
export const enablePortCommand: VerbMain = (argv, run) => {
  const parsed = parseOptions(run.con, argv, options.enablePort);
  if ('exit' in parsed) return parsed.exit;
  if (parsed.args.length === 0) return usage(run.con, options.enablePort);
  const call = newCall(run, parsed.values, 'cxl port');
  const count = eachPort(call, operands(parsed.args), (port) =>
    enable(call, port, parsed.values.memdevs === true),
  );
  return conclude(call, 'cmd_enable_port', 'enabled', count);
};

/** Operands that name a bus; undefined, with a message, if there are none. */
function busOperands(args: string[], log: CommandLog): string[] | undefined {
  let bad = 0;
  for (const arg of args) {
    if (arg === 'all') return ['all'];
    if (/^(root)?\s*[+-]?\d/.test(arg)) continue;
    logErr(log, 'bus_action', `'${arg}' is not a valid bus identifer`);
    bad++;
  }
  return bad === args.length ? undefined : args;
}

function disableBus(call: Call, bus: Port): number {
  const active = memdevs(call.ctx).filter((memdev) => memdevBus(memdev) === bus).length;
  const refused = refuseActive(call, bus.name, active, '-b');
  if (refused !== 0) return refused;
  const rc = utilUnbind(call.ctx, bus.uport);
  if (rc !== 0) return rc;
  call.ctx.buses = call.ctx.buses?.filter((other) => other !== bus) ?? [];
  cxlFlush(call.ctx);
  return 0;
}

/** `cxl disable-bus`: unbinds the host of a bus, which removes everything below it. */
export const disableBusCommand: VerbMain = (argv, run) => {
  const parsed = parseOptions(run.con, argv, options.disableBus);
  if ('exit' in parsed) return parsed.exit;
  const call = newCall(run, parsed.values, 'cxl bus');
  const names = parsed.args.length === 0 ? undefined : busOperands(parsed.args, call.log);
  if (names === undefined) return usage(run.con, options.disableBus);
  let [count, failure] = [0, 0];
  for (const name of names) {
    const bus = buses(call.ctx).find((candidate) => matchesBus(candidate, name));
    if (bus === undefined) {
      logDbg(call.log, 'bus_action', `bus: ${name} not found`);
      continue;
    }
    logDbg(call.log, 'bus_action', `run action on bus: ${bus.name}`);
    const rc = disableBus(call, bus);
    if (rc === 0) count++;
    else if (failure === 0) failure = rc;
  }
  return conclude(call, 'cmd_disable_bus', 'disabled', count > 0 ? count : failure);
};
