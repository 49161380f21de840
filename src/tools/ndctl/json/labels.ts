/** The label area of a DIMM as JSON (dump_json of ndctl/dimm.c, 76.1). */
import { jsonHex, jsonSize } from '../../util/human.ts';
import type { Json, JsonObject } from '../../util/json.ts';
import { checkedIndexSize, type LabelRead, labelData } from '../lib/label-area.ts';
import { decodeIndex, decodeLabel, guessLabelSize, INDEX_HEADER_SIZE, labelSlot } from '../lib/labels.ts';

function indexes(read: LabelRead, indexSize: number): Json[] {
  const found: Json[] = [];
  for (let offset = 0; offset < indexSize * 2; offset += indexSize) {
    const bytes = labelData(read, Math.min(INDEX_HEADER_SIZE, read.length - offset), offset);
    if (typeof bytes === 'number' || bytes.length < INDEX_HEADER_SIZE) break;
    const index = decodeIndex(bytes, 0);
    found.push({
      signature: index.signature,
      major: index.major,
      minor: index.minor,
      labelsize: 1 << (7 + index.labelSizeCode),
      seq: index.seq | 0,
      nslot: index.slots | 0,
    });
  }
  return found;
}

/** Labels stored in the slot that they name; an empty first slot counts as one. */
function labels(read: LabelRead, indexSize: number, human: boolean): Json[] {
  const size = guessLabelSize(read);
  const found: Json[] = [];
  let slot = 0;
  for (let offset = indexSize * 2; offset + size <= read.length; offset += size, slot++) {
    const bytes = labelData(read, size, offset);
    if (typeof bytes === 'number') break;
    if (labelSlot(bytes, 0) !== slot) continue;
    const label = decodeLabel(bytes, 0, size);
    found.push({
      uuid: label.uuid,
      name: label.name,
      slot: label.slot,
      position: label.position,
      nlabel: label.labels,
      flags: jsonHex(label.flags, human),
      isetcookie: jsonHex(label.isetCookie, human),
      lbasize: label.lbaSize,
      dpa: jsonHex(label.dpa, human),
      rawsize: jsonSize(label.rawSize, human),
      type_guid: size < 256 ? undefined : label.typeGuid,
      abstraction_guid: size < 256 ? undefined : label.abstractionGuid,
    });
  }
  return found;
}

/** The label area as JSON; undefined if it holds nothing to print. */
export function labelAreaToJson(
  read: LabelRead,
  options: { human: boolean; indexOnly: boolean },
): JsonObject | undefined {
  const indexSize = checkedIndexSize(read.dimm, read.configSize, guessLabelSize(read));
  const index = indexSize === 0 ? [] : indexes(read, indexSize);
  if (index.length === 0) return undefined;
  const object: JsonObject = { dev: read.dimm.name, index };
  if (options.indexOnly) return object;
  const label = labels(read, indexSize, options.human);
  if (label.length === 0) return undefined;
  object.label = label;
  return object;
}
