/** `ndctl init-labels`, `zero-labels` and `check-labels` (ndctl/dimm.c, 76.1). */
import { ERRNO } from '../../../lib/errno.ts';
import { eprint } from '../../util/console.ts';
import type { Run, VerbMain } from '../../util/verbs.ts';
import { type Dimm, dimmIsActive } from '../lib/dimm.ts';
import {
  readLabelIndex,
  revalidateLabels,
  validateRead,
  initLabels as writeIndexes,
  zeroLabelExtent,
} from '../lib/label-area.ts';
import type { LabelVersion } from '../lib/labels.ts';
import { concludeDimms, eachDimm, parseDimms, plainDimmVerb, refuseActive } from './dimm-action.ts';
import * as options from './dimm-options.ts';

const refuseWrite = (run: Run, dimm: Dimm): number =>
  refuseActive(run, dimmIsActive(dimm), `${dimm.name}: regions active, abort label write`);

function init(run: Run, dimm: Dimm, version: LabelVersion, force: boolean): number {
  const read = readLabelIndex(dimm);
  if (read === undefined) return -ERRNO.ENXIO;
  const refused = refuseWrite(run, dimm);
  if (refused !== 0) return refused;
  if (validateRead(read) >= 0 && !force) {
    eprint(run.con, `${dimm.name}: error: labels already initialized\n`);
    return -ERRNO.EBUSY;
  }
  const rc = writeIndexes(read, version);
  return rc < 0 ? rc : revalidateLabels(dimm);
}

const VERSIONS: Record<string, LabelVersion> = {
  '1.1': '1.1',
  'v1.1': '1.1',
  '1.2': '1.2',
  'v1.2': '1.2',
};

export const initLabels: VerbMain = (argv, run) => {
  const request = parseDimms(argv, run, options.initLabels, { labelVersion: '1.1' });
  if ('exit' in request) return request.exit;
  const { labelVersion = '1.1', force = false } = request.values;
  const version = VERSIONS[labelVersion];
  if (version === undefined) eprint(run.con, `'${labelVersion}' is not a valid label version\n`);
  const count =
    version === undefined ? -ERRNO.EINVAL : eachDimm(request, (dimm) => init(run, dimm, version, force));
  return concludeDimms(run, count, (done, s) => `initialized ${done} nmem${s}`);
};

export const zeroLabels: VerbMain = (argv, run) => {
  const request = parseDimms(argv, run, options.zeroLabels);
  if ('exit' in request) return request.exit;
  const { size = 0, offset = 0 } = request.values;
  const count = eachDimm(request, (dimm) => refuseWrite(run, dimm) || zeroLabelExtent(dimm, size, offset));
  return concludeDimms(run, count, (done, s) => `zeroed ${done} nmem${s}`);
};

function check(dimm: Dimm): number {
  const read = readLabelIndex(dimm);
  if (read === undefined) return -ERRNO.ENXIO;
  return Math.min(validateRead(read), 0);
}

export const checkLabels = plainDimmVerb(
  options.checkLabels,
  check,
  (count, s) => `successfully verified ${count} nmem label${s}`,
);
