/** `cxl create-region` (cxl/region.c, 76.1). */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { MiB } from '../../lib/units.ts';
import { printJson } from '../util/display.ts';
import type { VerbMain } from '../util/verbs.ts';
import { type Call, type Plan, parseCreate } from './create-region-options.ts';
import { matchesBus, matchesDecoder } from './filter.ts';
import { PLAIN, regionJson } from './json.ts';
import { UNKNOWN } from './lib/context.ts';
import { createPmemRegion, type Decoder, decoders, setDpaSize, setMode } from './lib/decoder.ts';
import { type Memdev, memdevEndpoint } from './lib/memdev.ts';
import { buses } from './lib/port.ts';
import {
  deleteRegion,
  enableRegion,
  type Region,
  setDecode,
  setInterleaveGranularity,
  setInterleaveWays,
  setSize,
  setTarget,
  setUuid,
} from './lib/region.ts';
import { logErr } from './log.ts';
import { concludeRegions, eachRegion, parseRegions } from './region.ts';
import * as options from './syntax.ts';

/** The requested window; a negative errno if it does not accept such regions. */
function findRoot(call: Call, plan: Plan): Decoder | number {
  const { log } = call;
  const root = buses(call.ctx)
    .filter((bus) => matchesBus(bus, call.values.bus))
    .flatMap(decoders)
    .find((decoder) => matchesDecoder(decoder, plan.decoder));
  if (root === undefined) {
    logErr(log, 'create_region_validate_config', `${plan.decoder} not found in CXL topology`);
    return -ERRNO.ENXIO;
  }
  const isPmem = plan.mode === 'pmem';
  if (isPmem ? root.pmemCapable : root.volatileCapable) return root;
  logErr(log, 'validate_decoder', `${root.name} is not ${isPmem ? 'pmem' : 'volatile'} capable`);
  return -ERRNO.EINVAL;
}

/** The smallest persistent capacity of the memdevs; as in the real command, any capacity replaces a 0 before it. */
function minSize(memdevs: readonly Memdev[]): bigint {
  let least = 0n;
  for (const { pmemSize } of memdevs) least = least === 0n || pmemSize < least ? pmemSize : least;
  return least;
}

/** The size of the region, or a negative errno. */
function planSize(call: Call, plan: Plan, root: Decoder): bigint | number {
  const fn = 'create_region';
  const least = minSize(plan.memdevs.slice(0, plan.ways));
  const size = plan.size === 0n ? least * BigInt(plan.ways) : plan.size;
  if (size === 0n) {
    logErr(call.log, fn, `${fn}: unable to determine region size`);
    return -ERRNO.ENXIO;
  }
  const most = root.maxAvailableExtent;
  if (plan.size !== 0n && size > most) {
    logErr(call.log, fn, `${root.name}: region size 0x${size.toString(16)} exceeds max available space`);
    return -ERRNO.ENOSPC;
  }
  const unit = BigInt(256 * MiB * plan.ways);
  return size > most ? most - (most % unit) : size;
}

/** The granularity of the region, or a negative errno: an interleaved window determines it. */
function determineGranularity(call: Call, plan: Plan, root: Decoder, region: Region): number {
  const fn = 'cxl_region_determine_granularity';
  const { ways, granularity } = root;
  if (granularity === 0 || granularity === UNKNOWN) {
    logErr(call.log, fn, `${region.name}: unable to determine root decoder granularity`);
    return -ERRNO.ENXIO;
  }
  if (plan.granularity === 0) return granularity;
  if (ways === 0 || ways === UNKNOWN) {
    logErr(call.log, fn, `${region.name}: unable to determine root decoder ways`);
    return -ERRNO.ENXIO;
  }
  if (ways === 1 || plan.granularity === granularity) return plan.granularity;
  const only = `For an x${ways} root, only root decoder granularity (${granularity}) permitted`;
  logErr(call.log, fn, `${region.name}: ${only}`);
  return -ERRNO.EINVAL;
}

/** The first free decoder of a memdev; undefined, with a message, if there is none. */
function freeDecoder(call: Call, memdev: Memdev): Decoder | undefined {
  const fn = 'cxl_memdev_find_decoder';
  const endpoint = memdevEndpoint(memdev);
  if (endpoint === undefined) {
    logErr(call.log, fn, `could not get an endpoint for ${memdev.name}`);
    return undefined;
  }
  const free = decoders(endpoint).find(({ size }) => size === 0n);
  if (free === undefined) logErr(call.log, fn, `could not get a free decoder for ${memdev.name}`);
  return free;
}

/** A step of the creation, under its function name in the library. 0 or a negative errno, after a message. */
function attempt(call: Call, device: string, step: string, rc: number): number {
  if (rc !== 0) logErr(call.log, 'create_region', `${device}: ${step} failed: ${strerror(rc)}`);
  return rc;
}

/** Reserves device addresses for a memdev's decoder and adds it to the region. 0 or a negative errno. */
function addMember(call: Call, plan: Plan, region: Region, position: number, size: bigint): number {
  const memdev = plan.memdevs[position]!;
  const decoder = freeDecoder(call, memdev);
  if (decoder === undefined) return -ERRNO.ENXIO;
  if (decoder.mode !== plan.mode) {
    const rc =
      attempt(call, decoder.name, 'set_dpa_size', setDpaSize(decoder, 0n)) ||
      attempt(call, decoder.name, 'set_mode', setMode(decoder, plan.mode));
    if (rc !== 0) return rc;
  }
  const rc = attempt(call, decoder.name, 'set_dpa_size', setDpaSize(decoder, size / BigInt(plan.ways)));
  if (rc !== 0) return rc;
  const placed = setTarget(region, position, decoder.name);
  if (placed !== 0)
    logErr(call.log, 'create_region', `${region.name}: failed to set target${position} to ${memdev.name}`);
  return placed;
}

/** Configures, commits and enables an empty region. 0 or a negative errno. */
function setUp(call: Call, plan: Plan, root: Decoder, region: Region, size: bigint): number {
  const granularity = determineGranularity(call, plan, root, region);
  if (granularity < 0) return granularity;
  const uuid = call.run.env.newUuid();
  const { name } = region;
  const configured =
    attempt(call, name, 'set_interleave_granularity', setInterleaveGranularity(region, granularity)) ||
    attempt(call, name, 'set_interleave_ways', setInterleaveWays(region, plan.ways)) ||
    attempt(call, name, 'set_uuid', setUuid(region, uuid)) ||
    attempt(call, name, 'set_size', setSize(region, size));
  if (configured !== 0) return configured;
  for (let i = 0; i < plan.ways; i++) {
    const rc = addMember(call, plan, region, i, size);
    if (rc !== 0) return rc;
  }
  const committed = setDecode(region, 1);
  if (committed !== 0) {
    logErr(call.log, 'create_region', `${name}: failed to commit decode: ${strerror(committed)}`);
    return committed;
  }
  const enabled = enableRegion(region);
  if (enabled !== 0) logErr(call.log, 'create_region', `${name}: failed to enable: ${strerror(enabled)}`);
  return enabled;
}

function create(call: Call, plan: Plan): number {
  const root = findRoot(call, plan);
  if (typeof root === 'number') return root;
  const size = planSize(call, plan, root);
  if (typeof size === 'number') return size;
  if (plan.mode !== 'pmem') {
    logErr(call.log, 'create_region', `region type '${call.values.type}' not supported yet`);
    return -ERRNO.EOPNOTSUPP;
  }
  const region = createPmemRegion(root);
  if (region === undefined) {
    logErr(call.log, 'create_region', `failed to create region under ${plan.decoder}`);
    return -ERRNO.ENXIO;
  }
  const rc = setUp(call, plan, root, region, size);
  if (rc !== 0) {
    deleteRegion(region);
    return rc;
  }
  call.count = 1;
  const { con, env } = call.run;
  printJson(con, regionJson(region, { ...PLAIN, targets: true, human: env.isTerminal }));
  return 0;
}

/** `cxl create-region`: creates a region of memdevs in the window of a root decoder and prints it. */
export const createRegionCommand: VerbMain = (argv, run) => {
  const call = parseRegions(argv, run, options.createRegion);
  if ('exit' in call) return call.exit;
  const plan = parseCreate(call);
  // The operands are looked for among the regions too, and what comes of that is the command's status.
  const rc = typeof plan === 'number' ? plan : eachRegion(call, () => -ERRNO.EINVAL, create(call, plan));
  return concludeRegions(call, 'create', 'created', rc);
};
