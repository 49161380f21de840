/** Lists of sizes as attributes show them, `[512] 520 4096 `: the selected one in brackets. */
import { dbg, type LogContext } from '../../util/sysfs.ts';

/** Sizes in bytes that an attribute offers. */
export interface SizeList {
  supported: number[];
  /** Index of the selected size, -1 when none is. */
  select: number;
}

/** parse_lbasize_supported(): a size counts only with the blank after it. */
export function parseSizes(ctx: LogContext, owner: string, text: string): SizeList {
  const list: SizeList = { supported: [], select: -1 };
  for (const field of text.split(' ').slice(0, -1)) {
    const selected = field.startsWith('[');
    const size = Number.parseInt(selected ? field.slice(1) : field, 10);
    if (Number.isNaN(size)) break;
    if (selected) list.select = list.supported.length;
    list.supported.push(size);
  }
  dbg(ctx, 'parse_lbasize_supported', `${owner}: ${text}`);
  return list;
}

/** The selected size; 0 when nothing is supported, undefined when nothing is selected. */
export function selectedSize(list: SizeList): number | undefined {
  return list.supported.length === 0 ? 0 : list.supported[list.select];
}
