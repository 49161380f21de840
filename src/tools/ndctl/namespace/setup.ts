/** Configures a namespace as planned and prints it (setup_namespace() of ndctl/namespace.c). */
import { ERRNO } from '../../../lib/errno.ts';
import { MiB } from '../../../lib/units.ts';
import { error, warning } from '../../util/console.ts';
import { printJson } from '../../util/display.ts';
import { namespaceToJson } from '../json/json.ts';
import { bttSeed, bttSetSectorSize } from '../lib/btt.ts';
import { claimSetNamespace, claimSetUuid } from '../lib/claim.ts';
import { claimEnable } from '../lib/claim-enable.ts';
import type { Device } from '../lib/context.ts';
import {
  type Namespace,
  namespaceResource,
  namespaceSectors,
  namespaceSetAltName,
  namespaceSetEnforceMode,
  namespaceSetSectorSize,
  namespaceSetSize,
  namespaceSetUuid,
  namespaceType,
} from '../lib/namespace.ts';
import { namespaceEnable } from '../lib/namespace-enable.ts';
import { daxSeed, type Pfn, pfnHasAlign, pfnSeed, pfnSetAlign, pfnSetLocation } from '../lib/pfn.ts';
import { NSTYPE_IO } from '../lib/region.ts';
import type { Plan } from './plan.ts';
import { needsPfn } from './validate.ts';
import { type Job, jobError, reason } from './walk.ts';

/** Bytes; see checkBase(). */
const BASE_ALIGN = 16 * MiB;
/** Sector size of a btt on a kernel where the namespace itself has no sector size. */
const OLD_SECTOR_SIZE = 4096;

/** A setting with its name in error messages. */
type Setting = readonly [name: string, set: () => number];

/** Applies settings until one fails: 0, or its negative errno after a message. */
function apply(job: Job, device: Device, settings: readonly Setting[]): number {
  for (const [name, set] of settings) {
    const rc = set();
    if (rc === 0) continue;
    jobError(job, `${device.name}: ${name} failed: ${reason(-Math.abs(rc))}\n`);
    return rc;
  }
  return 0;
}

const setLabel = (job: Job, ndns: Namespace, plan: Plan): number =>
  apply(job, ndns, [
    ['set_uuid', () => namespaceSetUuid(ndns, plan.uuid)],
    ['set_alt_name', () => namespaceSetAltName(ndns, plan.name)],
    ['set_size', () => namespaceSetSize(ndns, Number(plan.size))],
  ]);

function setSectorSize(job: Job, ndns: Namespace, plan: Plan): number {
  const size = plan.sectorSize;
  if (size === undefined || size === 0) return 0;
  if (namespaceSectors(ndns).supported.includes(size))
    return apply(job, ndns, [['set_sector_size', () => namespaceSetSectorSize(ndns, size)]]);
  // The btt has a sector size of its own.
  if (plan.mode === 'sector' || size === 512) return 0;
  error(job.con, `${ndns.name}: sector_size: ${size} not supported\n`);
  return -ERRNO.EINVAL;
}

/**
 * Refuses, without --force, a namespace that does not begin at a multiple of 16 MiB. 0 or a negative errno.
 */
function checkBase(job: Job, ndns: Namespace): number {
  const resource = namespaceResource(ndns);
  if (resource === undefined) {
    warning(job.con, `${ndns.name} unable to validate alignment\n`);
    return 0;
  }
  if (resource % BASE_ALIGN === 0 || job.params.force === true) return 0;
  error(job.con, `${ndns.name} misaligned to 16M, adjust region alignment and retry\n`);
  return -ERRNO.EINVAL;
}

/** Result of enabling the namespace; a negative errno for a failure before it. */
type Enabled = { rc: number } | number;

function setUpPfn(job: Job, ndns: Namespace, plan: Plan, uuid: string, pfn: Pfn | undefined): Enabled {
  if (pfn === undefined) return -ERRNO.ENXIO;
  const misplaced = checkBase(job, ndns);
  if (misplaced !== 0) return misplaced;
  const hasAlign = pfn.kind === 'dax' || pfnHasAlign(pfn);
  const failedSetting = apply(job, pfn, [
    ['set_uuid', () => claimSetUuid(pfn, uuid)],
    ['set_location', () => pfnSetLocation(pfn, plan.location)],
    ['set_align', () => (hasAlign ? pfnSetAlign(pfn, plan.align) : 0)],
    ['set_namespace', () => claimSetNamespace(pfn, ndns.name)],
  ]);
  if (failedSetting !== 0) return failedSetting;
  const rc = claimEnable(pfn);
  if (rc !== 0 && job.params.autorecover === true) claimSetNamespace(pfn, undefined);
  return { rc };
}

function setUpBtt(job: Job, ndns: Namespace, plan: Plan, uuid: string): Enabled {
  const btt = bttSeed(ndns.region);
  if (btt === undefined) return -ERRNO.ENXIO;
  const failedSetting = apply(job, btt, [
    ['set_uuid', () => claimSetUuid(btt, uuid)],
    ['set_sector_size', () => bttSetSectorSize(btt, plan.sectorSize ?? OLD_SECTOR_SIZE)],
    ['set_namespace', () => claimSetNamespace(btt, ndns.name)],
  ]);
  return failedSetting !== 0 ? failedSetting : { rc: claimEnable(btt) };
}

function enableAs(job: Job, ndns: Namespace, plan: Plan, uuid: string): Enabled {
  const { region } = ndns;
  if (needsPfn(ndns, plan)) return setUpPfn(job, ndns, plan, uuid, pfnSeed(region));
  if (plan.mode === 'devdax') return setUpPfn(job, ndns, plan, uuid, daxSeed(region));
  if (plan.mode === 'sector') return setUpBtt(job, ndns, plan, uuid);
  return { rc: namespaceEnable(ndns) };
}

/** Configures the namespace and prints it. 0, 1 if an unexpected device claimed it, or a negative errno. */
export function setUpNamespace(job: Job, ndns: Namespace, plan: Plan): number {
  const labelled = namespaceType(ndns) !== NSTYPE_IO;
  const settings = (labelled && setLabel(job, ndns, plan)) || setSectorSize(job, ndns, plan);
  if (settings !== 0) return settings;
  const uuid = job.run.env.newUuid();
  // Kernels before 4.13 lack the attribute; nothing depends on it.
  namespaceSetEnforceMode(ndns, plan.mode);
  const enabled = enableAs(job, ndns, plan, uuid);
  if (typeof enabled === 'number') return enabled;
  if (enabled.rc !== 0) {
    error(job.con, `${ndns.name}: failed to enable\n`);
    return enabled.rc;
  }
  const object = namespaceToJson(ndns, { dax: true, human: job.run.env.isTerminal });
  if (object !== undefined) printJson(job.con, object);
  return 0;
}
