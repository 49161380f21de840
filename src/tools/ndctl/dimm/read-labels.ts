/** `ndctl read-labels` (ndctl/dimm.c, 76.1): the label area as raw bytes or as JSON. */
import { ERRNO } from '../../../lib/errno.ts';
import { eprint, print } from '../../util/console.ts';
import { arrayText } from '../../util/display.ts';
import type { Json } from '../../util/json.ts';
import { usage } from '../../util/usage.ts';
import type { VerbMain } from '../../util/verbs.ts';
import { labelAreaToJson } from '../json/labels.ts';
import type { Dimm } from '../lib/dimm.ts';
import { type LabelRead, labelData, readLabelExtent, readLabelIndex } from '../lib/label-area.ts';
import { concludeDimms, eachDimm, parseDimms, reportUnopened, reportUnwritten } from './dimm-action.ts';
import * as options from './dimm-options.ts';

const CHUNK = 4096;

/**
 * The bytes in chunks, as the command writes them. The remaining length is counted from the start of the
 * area, so an offset cuts off as many bytes at the end, and the result may be -EINVAL.
 */
function dump(read: LabelRead, start: number, write: (bytes: Uint8Array) => void): number {
  for (let offset = start; offset < start + read.length; offset += CHUNK) {
    const bytes = labelData(read, Math.min(CHUNK, read.length - offset), offset);
    if (typeof bytes === 'number') return bytes;
    write(bytes);
  }
  return 0;
}

export const readLabels: VerbMain = (argv, run) => {
  const { con, env } = run;
  const request = parseDimms(argv, run, options.readLabels);
  if ('exit' in request) return request.exit;
  const { size = 0, offset = 0, output, json, human = false, index = false } = request.values;
  const asJson = json === true || human;
  if (asJson && (size !== 0 || offset !== 0)) {
    eprint(con, '--size and --offset are incompatible with --json\n');
    return usage(con, options.readLabels);
  }
  if (index && size !== 0) {
    eprint(con, 'pick either --size, or --index, not both\n');
    return usage(con, options.readLabels);
  }
  const line = (count: number, s: string): string => `read ${count} nmem${s}`;
  if (output !== undefined && !env.host.write(output, new Uint8Array()))
    return concludeDimms(run, reportUnopened(run, output), line);

  const pieces: Uint8Array[] = [];
  const areas: Json[] = [];
  const readOne = (dimm: Dimm): number => {
    const read = index ? readLabelIndex(dimm) : readLabelExtent(dimm, size, offset);
    if (read === undefined) return -ERRNO.EINVAL;
    if (!asJson) return dump(read, offset, (bytes) => pieces.push(bytes));
    const area = labelAreaToJson(read, { human, indexOnly: index });
    if (area === undefined) return -ERRNO.ENOMEM;
    areas.push(area);
    return 0;
  };
  const count = eachDimm(request, readOne);

  if (areas.length > 0)
    pieces.push(Buffer.from(arrayText(con, areas, output === undefined && env.isTerminal)));
  const bytes = Buffer.concat(pieces);
  if (output !== undefined && !env.host.write(output, bytes))
    return concludeDimms(run, reportUnwritten(run, output), line);
  if (output !== undefined) return concludeDimms(run, count, line);
  if (bytes.length > 0) print(con, asJson ? bytes.toString() : bytes);
  return concludeDimms(run, count, line);
};
