/** `ndctl enable-dimm` and `disable-dimm` (ndctl/dimm.c, 76.1). */
import { dimmDisable, dimmEnable, dimmIsActive } from '../lib/dimm.ts';
import { plainDimmVerb, refuseActive } from './dimm-action.ts';
import * as options from './dimm-options.ts';

export const enableDimm = plainDimmVerb(
  options.enableDimm,
  dimmEnable,
  (count, s) => `enabled ${count} nmem${s}`,
);

export const disableDimm = plainDimmVerb(
  options.disableDimm,
  (dimm, run) =>
    refuseActive(run, dimmIsActive(dimm), `${dimm.name} is active, skipping...`) || dimmDisable(dimm),
  (count, s) => `disabled ${count} nmem${s}`,
);
