/** Adds labels to a label-less region, so that it can hold more than one namespace (enable_labels()). */
import { ERRNO } from '../../../lib/errno.ts';
import { warning } from '../../util/console.ts';
import {
  type Dimm,
  dimmAvailableLabels,
  dimmDisable,
  dimmEnable,
  dimmIsActive,
  dimmSupports,
} from '../lib/dimm.ts';
import { initLabels, readLabelIndex } from '../lib/label-area.ts';
import { LABEL_SIZE, type LabelVersion, labelSlots } from '../lib/labels.ts';
import { NSTYPE_PMEM, type Region, regionDimms, regionDisable, regionEnable } from '../lib/region.ts';
import { type Job, jobError } from './walk.ts';

const LABEL_COMMANDS = ['get_size', 'get_data', 'set_data'];

/** Writes empty index blocks. Returns true if the kernel does not accept labels of this version. */
function initialize(dimm: Dimm, version: LabelVersion): boolean {
  const area = readLabelIndex(dimm);
  if (area === undefined || initLabels(area, version) < 0) return false;
  dimmDisable(dimm);
  dimmEnable(dimm);
  // The kernel reserves one slot for an update in progress.
  const slots = labelSlots(area.configSize, LABEL_SIZE[version]);
  return slots !== (dimmAvailableLabels(dimm) ?? -1) + 1;
}

function initializeAll(dimms: readonly Dimm[]): void {
  for (const dimm of dimms)
    if (initialize(dimm, '1.2')) {
      for (const again of dimms) initialize(again, '1.1');
      return;
    }
}

/**
 * Writes labels for a region.
 *
 * @returns 0, -ENODEV if it does not support labels (it is unchanged then), or -EBUSY if it got none
 */
export function enableLabels(job: Job, region: Region): number {
  // Without mappings there are no DIMMs to look for.
  if (region.numMappings === 0) return -ERRNO.ENODEV;
  const dimms = regionDimms(region);
  const capable = dimms.filter((dimm) => LABEL_COMMANDS.every((command) => dimmSupports(dimm, command)));
  if (capable.length !== region.numMappings) return -ERRNO.ENODEV;

  regionDisable(region);
  const busy = dimms.filter(dimmIsActive);
  for (const dimm of busy) warning(job.con, `${dimm.name} is active in ${region.name}, failing autolabel\n`);
  if (busy.length === 0) {
    initializeAll(dimms);
    region.refreshType = true;
  }
  regionEnable(region);
  if (region.nstype === NSTYPE_PMEM) return 0;
  jobError(job, `${region.name}: failed to initialize labels\n`);
  return -ERRNO.EBUSY;
}
