/** `ndctl clear-errors` (ndctl/namespace.c, 76.1): bad blocks in the usable part of a namespace. */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { type Failure, failed } from '../../../wall/files.ts';
import { error } from '../../util/console.ts';
import { printJson } from '../../util/display.ts';
import { namespaceToJson } from '../json/json.ts';
import { type Badblock, regionBadblocks, SECTOR } from '../lib/badblocks.ts';
import { type Bus, busSupports, scrubState, startScrub, waitScrub } from '../lib/bus.ts';
import { claimResource, claimSize } from '../lib/claim.ts';
import {
  type Holder,
  type Namespace,
  namespaceHolder,
  namespaceResource,
  namespaceSize,
} from '../lib/namespace.ts';
import { namespaceDisableSafe, namespaceEnable } from '../lib/namespace-enable.ts';
import { regionResource } from '../lib/region.ts';
import * as options from '../options.ts';
import { debug, type Job, jobError, namespaceVerb } from './walk.ts';

/** The usable part of a namespace, with the name of the device that reports it. */
interface Extent {
  name: string;
  start: number;
  size: number;
}

/** Waits for a running scrub, or for one that was requested. 0 or a negative errno. */
function awaitScrub(job: Job, ndns: Namespace, bus: Bus, wanted: boolean): number {
  const { con } = job;
  const state = scrubState(bus);
  if (state < 0) {
    error(con, `${ndns.name}: Unable to determine scrub state: ${strerror(state)}\n`);
    return state;
  }
  const started = wanted && state === 0 ? startScrub(bus) : 0;
  if (started !== 0) {
    error(con, `${ndns.name}: Unable to start scrub: ${strerror(started)}\n`);
    return started;
  }
  const rc = waitScrub(bus);
  if (rc !== 0) error(con, `${ndns.name}: Error waiting for scrub: ${strerror(rc)}\n`);
  return rc;
}

const errnoOf = (refusal: Failure): number => -ERRNO[refusal.error];

/** Sends a clear-error command for a range of addresses. 0 or a negative errno. */
function sendClear(job: Job, bus: Bus, address: number, length: number): number {
  const { files } = job.run.env;
  const node = `/dev/ndctl${bus.id}`;
  const submit = (command: 'ars-cap' | 'clear-error') => {
    const reply = files.ioctl(node, { command, address, length });
    if (failed(reply)) jobError(job, `bus: ${bus.provider} failed to submit cmd: ${errnoOf(reply)}\n`);
    return reply;
  };
  if (!busSupports(bus, 'ars_cap') || !busSupports(bus, 'clear_error')) {
    jobError(job, `bus: ${bus.provider} failed to create cmd\n`);
    return -ERRNO.ENOTTY;
  }
  const capable = submit('ars-cap');
  if (failed(capable)) return errnoOf(capable);
  const reply = submit('clear-error');
  if (failed(reply)) return errnoOf(reply);
  const { cleared = 0 } = reply;
  if (cleared === length) return 0;
  jobError(job, `bus: ${bus.provider} expected to clear: ${length} actual: ${cleared}\n`);
  return -ERRNO.ENXIO;
}

/** Clears the bad blocks that lie wholly in the extent, and enables the namespace again. */
function clearExtent(job: Job, ndns: Namespace, extent: Extent): number {
  const { region } = ndns;
  const base = regionResource(region);
  if (base === undefined) return -ERRNO.ENXIO;
  const inside = ({ offset, length }: Badblock): boolean =>
    base + offset * SECTOR >= extent.start && base + (offset + length) * SECTOR <= extent.start + extent.size;
  let cleared = 0;
  for (const { offset, length } of regionBadblocks(region).filter(inside)) {
    if (sendClear(job, region.bus, base + offset * SECTOR, length * SECTOR) !== 0) {
      error(job.con, `${extent.name}: failed to clear badblock at {${offset}, ${length}}\n`);
      break;
    }
    cleared += length;
  }
  debug(job, 'nstype_clear_badblocks:1402', `${extent.name}: cleared ${cleared} badblocks\n`);
  return Math.min(namespaceEnable(ndns), 0);
}

/** The usable part; undefined if the kernel does not report it. */
function extentOf(ndns: Namespace, { pfn, dax }: Holder): Extent | undefined {
  const claim = dax ?? pfn;
  const start = claim === undefined ? namespaceResource(ndns) : claimResource(claim);
  const size = claim === undefined ? namespaceSize(ndns) : claimSize(claim);
  if (start === undefined || size === undefined) return undefined;
  return { name: (claim ?? ndns).name, start, size };
}

function clear(job: Job, ndns: Namespace, scrub: boolean): number {
  const holder = namespaceHolder(ndns, ['pfn', 'dax', 'btt']);
  if (holder.btt !== undefined) {
    debug(job, 'namespace_clear_bb:1528', `${holder.btt.name}: skip error clearing for btt\n`);
    return 1;
  }
  const waited = awaitScrub(job, ndns, ndns.region.bus, scrub);
  if (waited !== 0) return waited;
  const extent = extentOf(ndns, holder);
  if (extent === undefined) return -ERRNO.ENXIO;
  const disabled = namespaceDisableSafe(ndns);
  if (disabled !== 0) {
    error(job.con, `${extent.name}: unable to disable namespace: ${strerror(disabled)}\n`);
    return disabled;
  }
  const rc = clearExtent(job, ndns, extent);
  if (rc !== 0) return rc;
  const shown = namespaceToJson(ndns, { mediaErrors: true });
  if (shown !== undefined) printJson(job.con, shown);
  return 0;
}

export const clearErrors = namespaceVerb(options.clearErrors, {
  action: 'clear',
  doing: 'clearing',
  done: 'cleared',
  act(job) {
    // One scrub per bus is enough.
    const scrubbed = new Set<Bus>();
    return (ndns) => {
      const { bus } = ndns.region;
      const scrub = job.params.scrub === true && !scrubbed.has(bus);
      scrubbed.add(bus);
      return clear(job, ndns, scrub);
    };
  },
});
