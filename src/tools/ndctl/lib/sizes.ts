/** Lists of sizes in attributes, `[512] 520 4096 `: the selected one in brackets. */
import { dbg, type LogContext } from '../../util/sysfs.ts';

/** Sizes in bytes that an attribute lists. */
export interface SizeList {
  supported: readonly number[];
  /** Index of the selected size, -1 for none. */
  select: number;
}

function parse(text: string): SizeList {
  const supported: number[] = [];
  let select = -1;
  for (const field of text.split(' ').slice(0, -1)) {
    const selected = field.startsWith('[');
    const size = Number.parseInt(selected ? field.slice(1) : field, 10);
    if (Number.isNaN(size)) break;
    if (selected) select = supported.length;
    supported.push(size);
  }
  return { supported, select };
}

/** Lists by their texts: thousands of namespaces have one of a few. */
const parsed = new Map<string, SizeList>();

/** parse_lbasize_supported(): only a size followed by a blank counts. */
export function parseSizes(ctx: LogContext, owner: string, text: string): SizeList {
  const list = parsed.get(text) ?? parse(text);
  parsed.set(text, list);
  dbg(ctx, 'parse_lbasize_supported', `${owner}: ${text}`);
  return { ...list };
}

/** The selected size; 0 if none is supported, undefined if none is selected. */
export function selectedSize(list: SizeList): number | undefined {
  return list.supported.length === 0 ? 0 : list.supported[list.select];
}
