/** Numbers in attributes, as the library reads them. */

import { strtoull } from '../strtoull.ts';
import { type LogContext, sysfsReadAttr } from '../sysfs.ts';

/** An attribute's number in decimal or 0x-hex; undefined when it cannot be read. */
export function sysfsNumber(ctx: LogContext, path: string): number | undefined {
  const text = sysfsReadAttr(ctx, path);
  return typeof text === 'number' ? undefined : Number(strtoull(text).value);
}
