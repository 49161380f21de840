/**
 * Shared part of the namespace commands after option parsing: messages under the command's name, the walk
 * over the selected namespaces, and the closing lines (do_xaction_namespace() of ndctl/namespace.c).
 */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { NIL_UUID } from '../../../lib/uuid.ts';
import { type Console, eprint, error, plural } from '../../util/console.ts';
import type { Option, Syntax } from '../../util/usage.ts';
import type { Run, VerbMain } from '../../util/verbs.ts';
import { buses } from '../lib/bus.ts';
import { type Ndctl, ndctlFor } from '../lib/context.ts';
import {
  type Namespace,
  namespaceNamed,
  namespaceSize,
  namespaces,
  namespaceUuid,
} from '../lib/namespace.ts';
import { type Region, regions, regionType } from '../lib/region.ts';
import { matchesBus, matchesRegion } from '../select.ts';
import { type NamespaceAction, type NamespaceParams, parseNamespaceRequest } from './params.ts';

/** One run of a namespace command. */
export interface Job {
  run: Run;
  con: Console;
  ctx: Ndctl;
  params: NamespaceParams;
  /** Name of the command in error messages: `create namespace`. */
  command: string;
  /** Number of reported errors; if there are any, the closing line is omitted. */
  errors: number;
}

const COMMANDS: Partial<Record<NamespaceAction, string>> = {
  enable: 'enable namespace',
  disable: 'disable namespace',
  create: 'create namespace',
  destroy: 'destroy namespace',
  check: 'check namespace',
  clear: 'clear errors namespace',
};

/** Opens the library for a command after its options were parsed and checked. */
export function newJob(run: Run, params: NamespaceParams, action: NamespaceAction): Job {
  const { con } = run;
  const ctx = ndctlFor(run, params.verbose);
  return { run, con, ctx, params, command: COMMANDS[action] ?? 'namespace', errors: 0 };
}

/** Reports an error under the command's name, which replaces the closing line. */
export function jobError(job: Job, text: string): void {
  job.errors++;
  error(job.con, `${job.command}: ${text}`);
}

/** Prints a --verbose message with its function and line in namespace.c. */
export function debug(job: Job, where: string, text: string): void {
  if (job.params.verbose === true) eprint(job.con, `${where}: ${text}`);
}

const KNOWN_ERRORS = new Set<number>(Object.values(ERRNO));

/** strerror() of a C return value, including glibc's text for unknown values. */
export function reason(rc: number): string {
  if (KNOWN_ERRORS.has(-rc)) return strerror(rc);
  return rc === 0 ? 'Success' : `Unknown error ${-rc}`;
}

/** The regions that pass the command's filters, bus by bus. */
export function* jobRegions({ ctx, params }: Job): Generator<Region> {
  for (const bus of buses(ctx)) {
    if (!matchesBus(bus, params.bus)) continue;
    for (const region of regions(bus)) {
      if (!matchesRegion(region, params.region)) continue;
      if (params.type === undefined || params.type === regionType(region)) yield region;
    }
  }
}

const isBlank = (ndns: Namespace): boolean => namespaceSize(ndns) === 0 && namespaceUuid(ndns) === NIL_UUID;

/** The namespaces of a region that match `name`; `all` excludes those that were never configured. */
export function* namedNamespaces(region: Region, name: string): Generator<Namespace> {
  if (name === 'all') {
    for (const ndns of namespaces(region)) if (!isBlank(ndns)) yield ndns;
    return;
  }
  const ndns = namespaceNamed(region, name);
  if (ndns !== undefined) yield ndns;
}

/** Result of a command. */
export interface Outcome {
  /** Return value of the last namespace; -ENXIO if none matched. */
  rc: number;
  /** Number of namespaces processed. */
  count: number;
}

/**
 * Runs an action on each namespace that matches.
 *
 * @param act returns 0 on success, `skipped` if there was nothing to do, or another return value
 */
export function eachNamespace(job: Job, name: string, act: (ndns: Namespace) => number | 'skipped'): Outcome {
  const outcome: Outcome = { rc: name === 'all' ? 0 : -ERRNO.ENXIO, count: 0 };
  for (const region of jobRegions(job)) {
    for (const ndns of namedNamespaces(region, name)) {
      const result = act(ndns);
      outcome.rc = result === 'skipped' ? 0 : result;
      if (result === 0) outcome.count++;
    }
  }
  return outcome;
}

/** The action of a command on namespaces, with its wording. */
export interface Action {
  action: NamespaceAction;
  /** `disabling`, in `error disabling namespaces: ..`. */
  doing: string;
  /** `disabled`, in `disabled 1 namespace`. */
  done: string;
  /** Called once; the returned function is applied to each namespace. */
  act: (job: Job) => (ndns: Namespace) => number | 'skipped';
}

/** A command that applies one action to each namespace given. */
export const namespaceVerb =
  <const Table extends readonly Option[]>(syntax: Syntax<Table>, action: Action): VerbMain =>
  (argv, run) => {
    const { con } = run;
    const request = parseNamespaceRequest(con, argv, action.action, syntax);
    if (typeof request === 'number') return request;
    const job = newJob(run, request.params, action.action);
    const { rc, count } = eachNamespace(job, request.namespace!, action.act(job));
    if (rc < 0 && job.errors === 0) eprint(con, `error ${action.doing} namespaces: ${reason(rc)}\n`);
    eprint(con, `${action.done} ${plural(count, 'namespace')}\n`);
    return rc;
  };
