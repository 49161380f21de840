/**
 * `ndctl check-namespace` (ndctl/check.c, 76.1): the metadata of a namespace in sector mode, read raw. The
 * real command maps the device into memory; here it is read and written in pieces, to the same effect.
 */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { err, info, LOG_DEBUG, type LogContext, logPriority } from '../../util/sysfs.ts';
import { numberAttribute } from '../lib/context.ts';
import {
  type Namespace,
  namespaceBlockDevice,
  namespaceIsActive,
  namespaceSetRawMode,
  namespaceSize,
  namespaceUuid,
} from '../lib/namespace.ts';
import {
  namespaceDisableInvalidate,
  namespaceDisableSafe,
  namespaceEnable,
} from '../lib/namespace-enable.ts';
import { type Job, namespaceVerb } from '../namespace/walk.ts';
import * as options from '../options.ts';
import { checkBtt } from './btt.ts';
import type { BttDevice } from './device.ts';

const FN = 'namespace_check';

/** Enables the disabled namespace raw and checks what is on it. 0 or a negative errno. */
function checkRaw(ndns: Namespace, device: BttDevice, rewrite: boolean): number {
  const { log } = device;
  const raw = namespaceSetRawMode(ndns, true);
  if (raw < 0) {
    err(log, FN, `${ndns.name}: failed to set the raw mode flag: ${strerror(raw)} (${raw})`);
    return raw;
  }
  const enabled = namespaceEnable(ndns);
  if (enabled !== 0) {
    const why = enabled < 0 ? strerror(enabled) : strerror(ERRNO.EPERM);
    err(log, FN, `${ndns.name}: failed to enable in raw mode: ${why} (${enabled})`);
    return enabled;
  }
  device.path = `/dev/${namespaceBlockDevice(ndns)}`;
  const busy = device.files.openExclusive(device.path);
  if (busy === undefined) return checkBtt(device, rewrite);
  const why = ERRNO[busy.error];
  err(log, FN, `unable to open ${device.path}: ${strerror(why)}`);
  return -why;
}

function check(job: Job, ndns: Namespace): number {
  const { params } = job;
  const { files, env } = job.run.env;
  const rewrite = params.rewriteLog ?? false;
  const priority = params.verbose === true ? LOG_DEBUG : logPriority(env.NDCTL_CHECK_NAMESPACE);
  const log: LogContext = { owner: ndns.name, priority, con: job.con, files };
  const device: BttDevice = {
    log,
    files,
    path: '',
    rawSize: namespaceSize(ndns),
    parentUuid: namespaceUuid(ndns),
    repair: params.repair ?? false,
  };
  if (rewrite && !device.repair) {
    err(log, FN, '--rewrite-log also requires --repair');
    return -ERRNO.EINVAL;
  }
  if (rewrite) info(log, FN, 'WARNING: interruption may cause unrecoverable metadata corruption');
  info(log, FN, `checking ${ndns.name}`);

  const active = namespaceIsActive(ndns);
  if (active && params.force !== true) {
    err(log, FN, `${ndns.name}: check aborted, namespace online`);
    return -ERRNO.EBUSY;
  }
  if (active) {
    const disabled = namespaceDisableSafe(ndns);
    if (disabled !== 0) return disabled;
  }
  const rawBefore = numberAttribute(ndns, 'force_raw') === 1;
  const rc = checkRaw(ndns, device, rewrite);
  namespaceSetRawMode(ndns, rawBefore);
  namespaceDisableInvalidate(ndns);
  if (active && namespaceEnable(ndns) < 0) err(log, FN, `${ndns.name}: failed to re-enable namespace`);
  return rc;
}

export const checkNamespace = namespaceVerb(options.checkNamespace, {
  action: 'check',
  doing: 'checking',
  done: 'checked',
  act: (job) => (ndns) => check(job, ndns),
});
