/**
 * `ndctl write-labels` (ndctl/dimm.c, 76.1): copies a file or standard input into the label area of one DIMM.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { eprint, error } from '../../util/console.ts';
import { usage } from '../../util/usage.ts';
import type { Run, VerbMain } from '../../util/verbs.ts';
import { setDebug } from '../lib/context.ts';
import { type Dimm, dimmIsActive } from '../lib/dimm.ts';
import {
  type LabelRead,
  labelData,
  labelsAreWritable,
  readLabelExtent,
  revalidateLabels,
  writeLabelRead,
} from '../lib/label-area.ts';
import { concludeDimms, parseDimms, refuseActive, reportUnopened, selectDimms } from './dimm-action.ts';
import * as options from './dimm-options.ts';

const CHUNK = 4096;
/** Exit status that a shell reports for a program ended by abort(). */
const ABORTED = 134;

/**
 * Copies the input over the bytes read, in chunks. The remaining length is counted from the start of the area
 * instead of the request, so it may become negative: a huge size for fread(), at which the C library aborts.
 *
 * @returns the number of bytes copied, a negative errno, or undefined if the C library aborts
 */
function overlay(read: LabelRead, start: number, input: Uint8Array): number | undefined {
  let used = 0;
  for (let offset = start; offset < start + read.length; offset += CHUNK) {
    if (offset > read.length) return undefined;
    const piece = input.subarray(used, used + Math.min(CHUNK, read.length - offset));
    if (piece.length === 0) break;
    const place = labelData(read, piece.length, offset);
    if (typeof place === 'number') return -ERRNO.ENXIO;
    place.set(piece.subarray(0, place.length));
    used += piece.length;
  }
  return used;
}

function write(run: Run, dimm: Dimm, input: Uint8Array, size: number, offset: number): number {
  const refused = refuseActive(run, dimmIsActive(dimm), 'dimm is active, abort label write');
  if (refused !== 0) return refused;
  const read = readLabelExtent(dimm, size, offset);
  if (read === undefined) return -ERRNO.EINVAL;
  if (!labelsAreWritable(dimm)) return -ERRNO.ENXIO;
  const used = overlay(read, offset, input);
  if (used === undefined) return ABORTED;
  const rc = used > 0 ? writeLabelRead(read) : used;
  return rc === 0 ? revalidateLabels(dimm) : rc;
}

export const writeLabels: VerbMain = (argv, run) => {
  const request = parseDimms(argv, run, options.writeLabels);
  if ('exit' in request) return request.exit;
  const { input: path, size = 0, offset = 0, verbose } = request.values;
  const line = (count: number, s: string): string => `wrote ${count} nmem${s}`;
  const input = path === undefined ? run.env.stdin() : run.env.host.read(path);
  if (input === undefined) return concludeDimms(run, reportUnopened(run, path!), line);
  if (verbose === true) setDebug(request.ctx);
  const chosen = [...selectDimms(request)];
  if (chosen.length > 1) {
    error(run.con, 'write-labels only supports writing a single dimm\n');
    return usage(run.con, options.writeLabels);
  }
  // The DIMM was counted when it was selected, so neither the closing line nor the status shows the failure.
  for (const dimm of chosen)
    if (write(run, dimm, input, size, offset) === ABORTED) {
      eprint(run.con, '*** buffer overflow detected ***: terminated\nAborted\n');
      return ABORTED;
    }
  return concludeDimms(run, chosen.length, line);
};
