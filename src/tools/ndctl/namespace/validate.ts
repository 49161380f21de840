/**
 * Validation of the requested namespace against a region: the checks of validate_namespace_options() in
 * ndctl/namespace.c, in their order, since only the first failure is reported.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { error } from '../../util/console.ts';
import { parseSize, parseSize64, ULLONG_MAX } from '../../util/strtoull.ts';
import { modeNamed } from '../filter.ts';
import { bttSectorSize, bttSectors, bttSeed } from '../lib/btt.ts';
import {
  type Namespace,
  namespaceAltName,
  namespaceHolder,
  namespaceMode,
  namespaceSectorSize,
  namespaceSectors,
  namespaceSeed,
  namespaceSize,
} from '../lib/namespace.ts';
import { daxSeed, pfnSeed } from '../lib/pfn.ts';
import {
  NSTYPE_IO,
  type Region,
  regionAvailableSize,
  regionIsEnabled,
  regionMaxExtent,
  regionType,
} from '../lib/region.ts';
import { checkSize, chooseAlign } from './align.ts';
import { type Check, NEXT_REGION, type Plan } from './plan.ts';
import { debug, type Job, jobError } from './walk.ts';

/** Names in a label have up to 63 bytes. */
const NAME_SIZE = 64;

function checkCapacity({ job, region, plan }: Check): number {
  const known =
    region.nstype === NSTYPE_IO ? region.size : (regionMaxExtent(region) ?? regionAvailableSize(region));
  const available = known === undefined ? ULLONG_MAX : BigInt(known);
  if (available === 0n || plan.size > available) {
    const asked = `size: ${plan.size.toString(16)} avail: ${available.toString(16)}`;
    debug(job, 'validate_available_capacity:623', `${region.name}: insufficient capacity ${asked}\n`);
    return NEXT_REGION;
  }
  if (plan.size === 0n) plan.size = available;
  return 0;
}

function chooseSize(check: Check): number {
  const { job, region, ndns, plan } = check;
  const { size } = job.params;
  if (size !== undefined) {
    const typed = parseSize(size);
    plan.size = typed.value;
    check.unit = typed.unit;
  } else if (ndns !== undefined) {
    plan.size = BigInt(namespaceSize(ndns));
  } else {
    check.defaultSize = true;
  }
  if (ndns === undefined) {
    const rc = checkCapacity(check);
    if (rc !== 0) return rc;
  }
  if (region.nstype === NSTYPE_IO && plan.size !== BigInt(region.size)) {
    error(job.con, 'Legacy / label-less namespaces do not support sub-dividing a region\n');
    error(job.con, 'Retry without -s/--size=\n');
    return -ERRNO.EINVAL;
  }
  return 0;
}

function chooseName({ job, ndns, plan }: Check): number {
  const { params, run } = job;
  plan.uuid = params.uuid?.toLowerCase() ?? run.env.newUuid();
  plan.name = params.name ?? (ndns === undefined ? '' : namespaceAltName(ndns));
  if (new TextEncoder().encode(plan.name).length < NAME_SIZE) return 0;
  jobError(job, 'validate_namespace_options: alt name overflow\n');
  return -ERRNO.EINVAL;
}

function chooseMode(check: Check): number {
  const { job, region, ndns, plan } = check;
  const { params } = job;
  if (params.mode !== undefined) {
    plan.mode = modeNamed(params.mode) ?? 'unknown';
    if (regionType(region) !== 'pmem' && (plan.mode === 'fsdax' || plan.mode === 'devdax')) {
      jobError(job, `blk ${region.name} does not support ${plan.mode} mode\n`);
      return NEXT_REGION;
    }
  } else if (ndns !== undefined) {
    plan.mode = namespaceMode(ndns) ?? 'unknown';
  }
  if (plan.mode === 'fsdax') {
    check.pfn = pfnSeed(region);
    if (check.pfn === undefined && params.modeDefault === true) {
      jobError(job, `${region.name} fsdax mode not available\n`);
      plan.mode = 'raw';
    }
  } else if (plan.mode === 'devdax') {
    check.dax = daxSeed(region);
    if (check.dax === undefined) {
      error(job.con, `Kernel does not support ${plan.mode} mode\n`);
      return -ERRNO.ENODEV;
    }
  }
  return 0;
}

function checkSectorSize({ job, region, ndns, plan }: Check, typed: string): number {
  const size = Number(parseSize64(typed));
  plan.sectorSize = size;
  // ndctl looks up the btt seed in every mode, so that -v shows it.
  const btt = bttSeed(region);
  if (plan.mode === 'sector') {
    if (btt === undefined) {
      jobError(job, `${region.name}: does not support 'sector' mode\n`);
      return -ERRNO.EINVAL;
    }
    if (bttSectors(btt).supported.includes(size)) return 0;
    jobError(job, `${region.name}: does not support btt sector_size ${size}\n`);
    return -ERRNO.EINVAL;
  }
  const seed = ndns ?? namespaceSeed(region);
  if (seed === undefined) {
    jobError(job, `${region.name}: failed to get seed\n`);
    return -ERRNO.ENXIO;
  }
  if (namespaceSectors(seed).supported.includes(size)) return 0;
  jobError(job, `${region.name}: does not support namespace sector_size ${size}\n`);
  return -ERRNO.EINVAL;
}

function chooseSectorSize(check: Check): number {
  const { job, region, ndns, plan } = check;
  if (job.params.sectorSize !== undefined) return checkSectorSize(check, job.params.sectorSize);
  if (ndns !== undefined) {
    const { btt } = namespaceHolder(ndns);
    const kept = btt !== undefined && plan.mode === 'sector';
    plan.sectorSize = kept ? bttSectorSize(btt) : namespaceSectorSize(ndns);
    return 0;
  }
  const seed = namespaceSeed(region);
  if (seed === undefined) {
    jobError(job, `${region.name}: failed to get seed\n`);
    return -ERRNO.ENXIO;
  }
  plan.sectorSize = namespaceSectors(seed).supported.length === 0 ? undefined : 512;
  return 0;
}

/**
 * Tests whether the mode needs a pfn device. fsdax does, unless a label-less namespace is fsdax without one
 * and its page structs may be in RAM.
 */
export const needsPfn = (ndns: Namespace | undefined, plan: Plan): boolean =>
  plan.mode === 'fsdax' &&
  (ndns === undefined || namespaceMode(ndns) !== 'fsdax' || plan.location === 'pmem');

function chooseLocation({ job, region, ndns, plan, pfn }: Check): number {
  const { map } = job.params;
  const dax = plan.mode === 'fsdax' || plan.mode === 'devdax';
  if (map !== undefined) {
    plan.location = map === 'mem' ? 'ram' : 'pmem';
    if (ndns !== undefined && !dax) {
      jobError(job, `${ndns.name}: --map= only valid for fsdax mode namespace\n`);
      return -ERRNO.EINVAL;
    }
  } else if (dax) {
    plan.location = 'pmem';
  }
  if (pfn !== undefined || !needsPfn(ndns, plan)) return 0;
  error(job.con, `operation failed, ${region.name} cannot support requested mode\n`);
  return -ERRNO.EINVAL;
}

const STEPS = [
  chooseSize,
  chooseName,
  chooseMode,
  chooseAlign,
  checkSize,
  chooseSectorSize,
  chooseLocation,
] as const;

/**
 * Computes the configuration of a namespace in a region.
 *
 * @param ndns the namespace to reconfigure, undefined to create one
 * @returns the plan, or a negative errno: -EAGAIN if another region may fit
 */
export function validateNamespace(job: Job, region: Region, ndns: Namespace | undefined): Plan | number {
  if (!regionIsEnabled(region)) {
    debug(job, 'validate_namespace_options:663', `${region.name}: disabled, skipping...\n`);
    return NEXT_REGION;
  }
  const plan: Plan = {
    uuid: '',
    name: '',
    size: 0n,
    mode: 'fsdax',
    location: 'none',
    align: 0,
    sectorSize: 0,
  };
  const check: Check = { job, region, ndns, plan, defaultSize: false, unit: 1n };
  for (const step of STEPS) {
    const rc = step(check);
    if (rc !== 0) return rc;
  }
  return plan;
}
