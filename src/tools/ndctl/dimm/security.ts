/** The commands on the security of DIMMs (ndctl/dimm.c, 76.1). */
import { ERRNO } from '../../../lib/errno.ts';
import { eprint, error } from '../../util/console.ts';
import { sysfsWriteAttr } from '../../util/sysfs.ts';
import type { Run, VerbMain } from '../../util/verbs.ts';
import { type Dimm, dimmSecurity } from '../lib/dimm.ts';
import { revalidateLabels } from '../lib/label-area.ts';
import { concludeDimms, eachDimm, parseDimms, plainDimmVerb } from './dimm-action.ts';
import * as plainOptions from './dimm-options.ts';
import { eraseWithZeroKey, overwrite, requireKey, setupKey, updateKey } from './keys.ts';
import * as options from './security-options.ts';

/** Runs an operation on a DIMM that supports security; reports a DIMM that does not. */
function secured(run: Run, dimm: Dimm, act: () => number): number {
  if (dimmSecurity(dimm) !== undefined) return act();
  error(run.con, `${dimm.name}: security operation not supported\n`);
  return -ERRNO.EOPNOTSUPP;
}

export const setupPassphrase: VerbMain = (argv, run) => {
  const request = parseDimms(argv, run, options.setupPassphrase);
  if ('exit' in request) return request.exit;
  const count = eachDimm(request, (dimm) =>
    secured(run, dimm, () => setupKey(run, request.values.keyHandle)),
  );
  return concludeDimms(run, count, (done, s) => `passphrase enabled for ${done} nmem${s}.`);
};

export const updatePassphrase: VerbMain = (argv, run) => {
  const request = parseDimms(argv, run, options.updatePassphrase);
  if ('exit' in request) return request.exit;
  const count = eachDimm(request, (dimm) =>
    secured(run, dimm, () => updateKey(run, request.values.keyHandle)),
  );
  return concludeDimms(run, count, (done, s) => `passphrase updated for ${done} nmem${s}.`);
};

export const removePassphrase: VerbMain = (argv, run) => {
  const request = parseDimms(argv, run, options.removePassphrase);
  if ('exit' in request) return request.exit;
  const kind = request.values.master === true ? 'master' : 'user';
  const count = eachDimm(request, (dimm) => secured(run, dimm, () => requireKey(run, dimm, kind)));
  return concludeDimms(run, count, (done, s) => `passphrase removed for ${done} nmem${s}.`);
};

function freeze(run: Run, dimm: Dimm): number {
  const rc = sysfsWriteAttr(dimm.ctx, `${dimm.path}/security`, 'freeze');
  if (rc < 0) error(run.con, `Failed to freeze security for ${dimm.name}\n`);
  return rc;
}

export const freezeSecurity = plainDimmVerb(
  plainOptions.freezeSecurity,
  (dimm, run) => secured(run, dimm, () => freeze(run, dimm)),
  (count, s) => `security froze ${count} nmem${s}.`,
);

interface Sanitizing {
  erase: boolean;
  overwrite: boolean;
  zeroKey: boolean;
  master: boolean;
}

function sanitize(run: Run, dimm: Dimm, how: Sanitizing): number {
  if (how.overwrite && how.master) {
    error(run.con, `${dimm.name}: overwrite does not support master passphrase\n`);
    return -ERRNO.EINVAL;
  }
  if (how.erase) {
    const rc = how.zeroKey
      ? eraseWithZeroKey(run, dimm)
      : requireKey(run, dimm, how.master ? 'master' : 'user');
    if (rc < 0) return rc;
  }
  if (!how.overwrite) return 0;
  const rc = overwrite(run, dimm);
  return rc < 0 ? rc : revalidateLabels(dimm);
}

export const sanitizeDimm: VerbMain = (argv, run) => {
  const request = parseDimms(argv, run, options.sanitizeDimm);
  if ('exit' in request) return request.exit;
  const { cryptoErase, overwrite: over = false, zeroKey = false, master = false, verbose } = request.values;
  const how: Sanitizing = { erase: cryptoErase === true || !over, overwrite: over, zeroKey, master };
  let remark = verbose === true && cryptoErase !== true && !over;
  const count = eachDimm(request, (dimm) =>
    secured(run, dimm, () => {
      if (remark) eprint(run.con, 'No santize method passed in, default to crypto-erase\n');
      remark = false;
      return sanitize(run, dimm, how);
    }),
  );
  return concludeDimms(run, count, (done, s) =>
    over ? `overwrite issued for ${done} nmem${s}.` : `sanitized ${done} nmem${s}.`,
  );
};

/** An overwrite completes at once here, so there is never one to wait for. No closing line is printed. */
export const waitOverwrite: VerbMain = (argv, run) => {
  const request = parseDimms(argv, run, plainOptions.waitOverwrite);
  if ('exit' in request) return request.exit;
  return eachDimm(request, (dimm) => secured(run, dimm, () => 0)) < 0 ? 1 : 0;
};
