/** pfn and dax devices of libndctl: location of the page structs, and alignment. */
import type { DaxRegion } from '../../daxctl/lib/model.ts';
import { newDaxRegion } from '../../daxctl/lib/region.ts';
import { childNamed, childrenOf, type Maker } from './children.ts';
import { type Claim, newClaim } from './claim.ts';
import { attribute, freshAttribute, numberAttribute, readModalias, setAttribute } from './context.ts';
import type { Region } from './region.ts';
import { parseSizes } from './sizes.ts';

export interface Pfn extends Claim {
  kind: 'pfn' | 'dax';
  alignments?: readonly number[];
  /** The same device in libdaxctl, once it was needed. */
  daxRegion?: DaxRegion;
}

/** Location of the page structs: not configured, in RAM, or on the device. */
export type PfnLocation = 'none' | 'ram' | 'pmem';

const maker = (kind: 'pfn' | 'dax'): Maker<Pfn> => ({
  kind,
  make: (region, id, name, path) => newClaim(region, kind, id, name, path),
  readAll(pfn) {
    readModalias(pfn);
    for (const name of ['uuid', 'mode', 'align', 'resource', 'size']) attribute(pfn, name);
    pfnAlignments(pfn);
  },
});

const MAKERS = { pfn: maker('pfn'), dax: maker('dax') };

/** The pfn devices of a region, last found first. */
export const pfns = (region: Region): Pfn[] => childrenOf(region, MAKERS.pfn);
/** The dax devices of a region, last found first. */
export const daxes = (region: Region): Pfn[] => childrenOf(region, MAKERS.dax);
/** The pfn or dax device with a name. */
export const pfnNamed = (region: Region, kind: 'pfn' | 'dax', name: string): Pfn | undefined =>
  childNamed(region, MAKERS[kind], name);

function seed(region: Region, kind: 'pfn' | 'dax'): Pfn | undefined {
  const name = freshAttribute(region, `${kind}_seed`);
  return typeof name === 'number' ? undefined : pfnNamed(region, kind, name);
}

/** The seed pfn, not yet configured; undefined if the kernel has none. */
export const pfnSeed = (region: Region): Pfn | undefined => seed(region, 'pfn');
/** The seed dax device, not yet configured; undefined if the kernel has none. */
export const daxSeed = (region: Region): Pfn | undefined => seed(region, 'dax');

/** The configured location of the page structs. */
export function pfnLocation(pfn: Pfn): PfnLocation {
  const mode = attribute(pfn, 'mode');
  return mode === 'ram' || mode === 'pmem' ? mode : 'none';
}

/** Selects the location of the page structs. 0 or a negative errno. */
export const pfnSetLocation = (pfn: Pfn, location: PfnLocation): number =>
  setAttribute(pfn, 'mode', location);

/** Bytes; 0 if the kernel has no such attribute. */
export const pfnAlign = (pfn: Pfn): number => numberAttribute(pfn, 'align') ?? 0;
/** False on the first kernels with pfn devices, which always align to 2 MiB. */
export const pfnHasAlign = (pfn: Pfn): boolean => pfn.ctx.files.stat(pfn.path, 'align') !== undefined;
/** Sets the alignment in bytes. 0 or a negative errno. */
export const pfnSetAlign = (pfn: Pfn, align: number): number =>
  setAttribute(pfn, 'align', `${align}\n`, String(align));

/** Alignments of a kernel before the attribute. The last size is not counted, since no blank follows it. */
const OLD_ALIGNMENTS = '4096 2097152';

/** Alignments that the kernel supports, in bytes. */
export function pfnAlignments(pfn: Pfn): readonly number[] {
  if (pfn.alignments === undefined) {
    const text = attribute(pfn, 'supported_alignments');
    const list = typeof text === 'number' ? OLD_ALIGNMENTS : text;
    pfn.alignments = parseSizes(pfn.ctx, pfn.path, list).supported;
  }
  return pfn.alignments;
}

/** The dax region of a dax device. */
export function pfnDaxRegion(dax: Pfn): DaxRegion {
  dax.daxRegion ??= newDaxRegion(dax.ctx.daxctl, dax.region.id, dax.path);
  return dax.daxRegion;
}
