/**
 * Prepares a namespace for configuration or destruction: disabled, raw, info block wiped (ndctl/namespace.c).
 */
import { ERRNO } from '../../../lib/errno.ts';
import { failed } from '../../../wall/files.ts';
import { error } from '../../util/console.ts';
import {
  type Namespace,
  namespaceBlockDevice,
  namespaceIsActive,
  namespaceSetEnforceMode,
  namespaceSetRawMode,
  namespaceType,
} from '../lib/namespace.ts';
import {
  namespaceDisableInvalidate,
  namespaceDisableSafe,
  namespaceEnable,
} from '../lib/namespace-enable.ts';
import { NSTYPE_PMEM } from '../lib/region.ts';
import { type Job, jobError } from './walk.ts';

/** Size of the wiped area: the info block and the location of one of a btt of version 2. */
const INFO_SIZE = 8192;

/** Writes zeroes over the info block unless it is blank: 0 when written, 1 when blank, or a negative errno. */
function wipe(job: Job, ndns: Namespace, device: string): number {
  const { files } = job.ctx;
  const found = files.readBytes(device, 0, INFO_SIZE);
  const data = failed(found) ? new Uint8Array() : found;
  if (data.length < INFO_SIZE) jobError(job, `${ndns.name}: failed to read info block, continuing\n`);
  if (Buffer.compare(data, new Uint8Array(data.length)) === 0) return 1;
  if (files.writeBytes(device, 0, new Uint8Array(INFO_SIZE)) === undefined) return 0;
  jobError(job, `${ndns.name}: failed to zero info block ${device}\n`);
  return -ERRNO.ENXIO;
}

/** Wipes the info block through the raw block device: 0 when there was one, above 0 when not, or an errno. */
function zeroInfoBlock(job: Job, ndns: Namespace): number {
  namespaceSetRawMode(ndns, true);
  let rc = namespaceEnable(ndns);
  if (rc < 0) {
    jobError(job, `${ndns.name} failed to enable for zeroing, continuing\n`);
    rc = 1;
  } else {
    const device = `/dev/${namespaceBlockDevice(ndns)}`;
    // A device that cannot be opened exclusively counts as wiped.
    if (job.ctx.files.openExclusive(device) === undefined) rc = wipe(job, ndns, device);
    else jobError(job, `${ndns.name}: failed to open ${device} to zero info block\n`);
  }
  namespaceSetRawMode(ndns, false);
  namespaceDisableInvalidate(ndns);
  return rc;
}

/** Result of the preparation, or a negative errno. */
export type Prepared =
  /** It has a label that can be deleted. */
  | 'labelled'
  /** Without a label: an info block was wiped. */
  | 'wiped'
  /** Without a label and without an info block. */
  | 'blank'
  | number;

/** Disables the namespace and wipes its info block. */
export function prepareNamespace(job: Job, ndns: Namespace): Prepared {
  if (ndns.region.readOnly) {
    error(job.con, `${ndns.name}: read-only, re-configuration disabled\n`);
    return -ERRNO.ENXIO;
  }
  if (namespaceIsActive(ndns) && job.params.force !== true) {
    error(job.con, `${ndns.name} is active, specify --force for re-configuration\n`);
    return -ERRNO.EBUSY;
  }
  const disabled = namespaceDisableSafe(ndns);
  if (disabled !== 0) return disabled;
  namespaceSetEnforceMode(ndns, 'raw');
  const wiped = zeroInfoBlock(job, ndns);
  if (wiped < 0) return wiped;
  if (namespaceType(ndns) === NSTYPE_PMEM) return 'labelled';
  return wiped === 0 ? 'wiped' : 'blank';
}
