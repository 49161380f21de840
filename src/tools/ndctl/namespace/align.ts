/** Alignment and size of a planned namespace: the arithmetic of validate_namespace_options(). */
import { ERRNO } from '../../../lib/errno.ts';
import { GiB, hex, KiB, MiB, PAGE_SIZE, TiB } from '../../../lib/units.ts';
import { error } from '../../util/console.ts';
import { divisionByZero } from '../../util/crash.ts';
import { parseSize64 } from '../../util/strtoull.ts';
import { namespaceMode, namespacePfn } from '../lib/namespace.ts';
import { pfnAlign, pfnAlignments, pfnHasAlign } from '../lib/pfn.ts';
import { interleaveWays, regionAlign, regionResource } from '../lib/region.ts';
import { type Check, NEXT_REGION } from './plan.ts';
import { debug, jobError } from './walk.ts';

/** The kernel creates no pfn or dax device below this size. */
const SMALLEST = 16 * MiB;

function checkAlign({ job, plan, pfn, dax }: Check, typed: string): number {
  if (plan.mode !== 'fsdax' && plan.mode !== 'devdax') {
    error(job.con, `${plan.mode} mode does not support setting an alignment\n`);
    return -ERRNO.ENXIO;
  }
  const device = plan.mode === 'fsdax' ? pfn : dax;
  if (device === undefined) {
    error(job.con, 'Kernel does not support setting an alignment in fsdax mode\n');
    return -ERRNO.EINVAL;
  }
  plan.align = Number(parseSize64(typed));
  if (pfnAlignments(device).includes(plan.align)) return 0;
  error(job.con, `unsupported align: ${typed}\n`);
  return -ERRNO.ENXIO;
}

/** The current alignment of the namespace if its mode is kept, else that of the seed. */
function usualAlign({ ndns, plan, pfn, dax }: Check): number {
  if (ndns !== undefined && plan.mode === (namespaceMode(ndns) ?? 'unknown')) {
    const [pfnHolder, daxHolder] = [namespacePfn(ndns, 'pfn'), namespacePfn(ndns, 'dax')];
    const device = pfnHolder ?? daxHolder;
    return device === undefined ? PAGE_SIZE : pfnAlign(device);
  }
  if (plan.mode === 'fsdax') return pfn !== undefined && pfnHasAlign(pfn) ? pfnAlign(pfn) : 2 * MiB;
  return plan.mode === 'devdax' && dax !== undefined ? pfnAlign(dax) : PAGE_SIZE;
}

/** The requested alignment, or the usual one. 0 or a negative errno. */
export function chooseAlign(check: Check): number {
  const { job, region, plan } = check;
  if (job.params.align !== undefined) return checkAlign(check, job.params.align);
  plan.align = usualAlign(check);
  const resource = regionResource(region);
  if (resource !== undefined && plan.align > 0 && resource % plan.align !== 0) {
    debug(job, 'validate_namespace_options:834', `${region.name}: falling back to a page alignment\n`);
    plan.align = PAGE_SIZE;
  }
  return 0;
}

const SUFFIXES = new Map([
  [KiB, 'K'],
  [MiB, 'M'],
  [GiB, 'G'],
  [TiB, 'T'],
]);

/** The next size that fits, in the unit of the request. */
function suggestion({ plan, unit }: Check, ways: bigint): string {
  const align = BigInt(plan.align);
  const step = (unit > align ? unit : align) * ways;
  return `${((plan.size / step + 1n) * step) / unit}${SUFFIXES.get(Number(unit)) ?? ''}`;
}

/** Checks the size against region, alignment and mode. 0 or a negative errno. */
export function checkSize(check: Check): number {
  const { job, region, plan } = check;
  const regionUnit = regionAlign(region);
  if (regionUnit !== undefined && plan.size % BigInt(regionUnit) !== 0n) {
    const setting = `align setting is ${hex(regionUnit)} size ${hex(plan.size)}`;
    jobError(job, `${region.name}: ${setting} is misaligned\n`);
    return -ERRNO.EINVAL;
  }
  const ways = interleaveWays(region);
  // The seed of a kernel may lack the attribute; the real ndctl divides by it nevertheless.
  if (plan.align === 0) throw divisionByZero();
  if (plan.size % (BigInt(plan.align) * BigInt(ways)) !== 0n) {
    const wanted = `interleave-width: ${ways} and alignment: ${plan.align}`;
    const hint = `did you intend --size=${suggestion(check, BigInt(ways))}?`;
    jobError(job, `'--size=' must align to ${wanted}\n${hint}\n`);
    return -ERRNO.EINVAL;
  }
  if (plan.size >= SMALLEST || plan.mode === 'raw') return 0;
  if (check.defaultSize) {
    const where = 'validate_namespace_options:885';
    debug(job, where, `${region.name}: insufficient capacity for mode: ${plan.mode}\n`);
    return NEXT_REGION;
  }
  error(job.con, `'--size=' must be >= 16MiB for '${plan.mode}' mode\n`);
  return -ERRNO.EINVAL;
}
