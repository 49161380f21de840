/**
 * `ndctl create-namespace` (ndctl/namespace.c): in the first region with enough capacity, or reconfiguring
 * one.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { eprint, plural } from '../../util/console.ts';
import type { VerbMain } from '../../util/verbs.ts';
import {
  type Namespace,
  namespaceDelete,
  namespaceIsIdle,
  namespaceNamed,
  namespaceSeed,
  namespaceSetEnforceMode,
} from '../lib/namespace.ts';
import { NSTYPE_IO, type Region } from '../lib/region.ts';
import * as options from '../options.ts';
import { enableLabels } from './labels.ts';
import { type NamespaceParams, parseNamespaceRequest, setDefaults } from './params.ts';
import { NEXT_REGION } from './plan.ts';
import { prepareNamespace } from './prepare.ts';
import { setUpNamespace } from './setup.ts';
import { validateNamespace } from './validate.ts';
import { debug, type Job, jobRegions, namedNamespaces, newJob, type Outcome, reason } from './walk.ts';

/** The region's first namespace if it is idle, else its seed. */
function freeNamespace(region: Region): Namespace | undefined {
  const first = namespaceNamed(region, `namespace${region.id}.0`);
  return first !== undefined && namespaceIsIdle(first) ? first : namespaceSeed(region);
}

const seedWord = (ndns: Namespace | undefined): string => (ndns === undefined ? 'available' : 'idle');

function createOn(job: Job, region: Region): number {
  const plan = validateNamespace(job, region, undefined);
  if (typeof plan === 'number') return plan;
  if (region.readOnly) {
    const text = `${region.name}: read-only, ineligible for namespace creation\n`;
    debug(job, 'namespace_create:1023', text);
    return NEXT_REGION;
  }
  const ndns = freeNamespace(region);
  if (ndns === undefined || !namespaceIsIdle(ndns)) {
    debug(job, 'namespace_create:1030', `${region.name}: no ${seedWord(ndns)} namespace seed\n`);
    return NEXT_REGION;
  }
  const rc = setUpNamespace(job, ndns, plan);
  if (rc !== 0 && job.params.autorecover === true) {
    namespaceSetEnforceMode(ndns, 'raw');
    namespaceDelete(ndns);
  }
  return rc;
}

/** Creates in one region, or with --continue in all that have capacity. */
function create(job: Job): Outcome {
  const { greedy, force } = job.params;
  const outcome: Outcome = { rc: -ERRNO.ENXIO, count: 0 };
  let overlooked = 0;
  for (const region of jobRegions(job)) {
    outcome.rc = createOn(job, region);
    if (outcome.rc === NEXT_REGION) continue;
    if (outcome.rc === 0) outcome.count++;
    if (greedy !== true || (outcome.rc !== 0 && force !== true)) return outcome;
    if (outcome.rc !== 0) overlooked = outcome.rc;
  }
  // Every region reported a lack of capacity, except those filled just now.
  if (outcome.rc === NEXT_REGION) outcome.rc = greedy === true && outcome.count > 0 ? 0 : -ERRNO.ENOSPC;
  if (overlooked !== 0) outcome.rc = overlooked;
  return outcome;
}

function reconfigureOne(job: Job, region: Region, ndns: Namespace): number {
  const plan = validateNamespace(job, region, ndns);
  if (typeof plan === 'number') return plan;
  const prepared = prepareNamespace(job, ndns);
  if (typeof prepared === 'number') return prepared;
  if (region.nstype !== NSTYPE_IO || job.params.autolabel !== true) return setUpNamespace(job, ndns, plan);
  // Without labels the namespace is kept; after the attempt to enable labels it is a different one.
  const labelled = enableLabels(job, region);
  const target = labelled === -ERRNO.ENODEV ? ndns : freeNamespace(region);
  if (target === undefined || (labelled !== -ERRNO.ENODEV && !namespaceIsIdle(target))) {
    debug(job, 'namespace_reconfig:1292', `${region.name}: no ${seedWord(target)} namespace seed\n`);
    return -ERRNO.ENODEV;
  }
  return setUpNamespace(job, target, plan);
}

/** Reconfigures the first namespace that matches. */
function reconfigure(job: Job, name: string): Outcome {
  for (const region of jobRegions(job))
    for (const ndns of namedNamespaces(region, name)) {
      const rc = reconfigureOne(job, region, ndns);
      return { rc, count: rc === 0 ? 1 : 0 };
    }
  return { rc: name === 'all' ? 0 : -ERRNO.ENXIO, count: 0 };
}

/** The second attempt of a bare `ndctl create-namespace`: any blk region. */
function createBlk(job: Job): Outcome {
  const params: NamespaceParams = { type: 'blk' };
  setDefaults(job.con, params, 'create');
  job.params = params;
  return create(job);
}

export const createNamespace: VerbMain = (argv, run) => {
  const { con } = run;
  const request = parseNamespaceRequest(con, argv, 'create', options.createNamespace);
  if (typeof request === 'number') return request;
  const { params, namespace } = request;
  const job = newJob(run, params, 'create');
  let { rc, count } = namespace === undefined ? create(job) : reconfigure(job, namespace);
  if (rc < 0 && count < 1 && argv.length === 0) ({ rc, count } = createBlk(job));

  if (job.params.greedy === true) eprint(con, `created ${plural(count, 'namespace')}\n`);
  const missed = namespace === undefined && count < 1;
  if ((rc >= 0 && !missed) || job.errors > 0) return rc;
  const doing = namespace === undefined ? 'create' : 'reconfigure';
  eprint(con, `failed to ${doing} namespace: ${reason(rc)}\n`);
  return namespace === undefined ? -ERRNO.ENODEV : rc;
};
