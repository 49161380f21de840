/** The platform of a draft, without parts that contradict the rest. */
import type { Platform } from '../../firmware/platform.ts';
import { parsePlatform } from '../../firmware/schema.ts';
import { refusal } from '../../machine/refusal.ts';
import type { BusFile } from './buses.ts';
import type { CxlFile } from './cxl.ts';
import { type Notes, noteConflict } from './notes.ts';
import type { NumaFile } from './numa.ts';

/** Parts of a platform file that a machine can do without. */
interface PlatformParts {
  buses: BusFile[];
  virtioPmem: { address: number; size: number }[];
  numa: NumaFile[];
  cxl?: CxlFile | undefined;
  [field: string]: unknown;
}

/** The file without the part that an error concerns; undefined for a part that every platform has. */
function without(parts: PlatformParts, error: string): PlatformParts | undefined {
  const [, field, at] =
    /^(buses|virtioPmem|numa|cxl|cpus|kernelImage|reserved|pci)\b(?:\[\d+\]\.regions)?(?:\[(\d+)\])?/.exec(
      error,
    ) ?? [];
  if (field === 'buses') {
    const index = Number(/^buses\[(\d+)\]/.exec(error)?.[1]);
    const region = Number(/^buses\[\d+\]\.regions\[(\d+)\]/.exec(error)?.[1]);
    const buses = parts.buses.flatMap((bus, i) => {
      if (i !== index) return [bus];
      return Number.isNaN(region) ? [] : [{ ...bus, regions: bus.regions.filter((_, r) => r !== region) }];
    });
    return { ...parts, buses };
  }
  if (field === 'virtioPmem')
    return { ...parts, virtioPmem: parts.virtioPmem.filter((_, i) => i !== Number(at)) };
  if (field === undefined) return undefined;
  return { ...parts, [field]: field === 'numa' || field === 'reserved' || field === 'pci' ? [] : undefined };
}

/** Parts that are left out before the rest is refused. */
const MAX_TRIES = 64;

/** Reads a platform file; parts that contradict the rest are left out and noted. */
export function platformOf(parts: PlatformParts, notes: Notes): Platform {
  let left = parts;
  for (let tries = 0; ; tries++) {
    const result = parsePlatform(JSON.parse(JSON.stringify(left)));
    if ('platform' in result) return result.platform;
    const next = tries < MAX_TRIES ? without(left, result.error) : undefined;
    if (next === undefined) throw refusal(`import: the sources do not fit together: ${result.error}`);
    noteConflict(notes, {
      about: 'parts of the machine',
      says: [{ source: 'all sources together', value: result.error }],
      choice: `what comes later is left out: ${/^\w+(?:\[\d+\])?(?:\.regions\[\d+\])?/.exec(result.error)?.[0]}`,
    });
    left = next;
  }
}
