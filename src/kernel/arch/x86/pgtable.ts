/** Sizes of huge pages in bytes: models arch/x86/include/asm/pgtable_64_types.h, all releases. */
import { GiB, MiB } from '../../../lib/units.ts';

/** Bytes that an entry of a page middle directory maps. */
export const PMD_SIZE = 2 * MiB;
/** Bytes that an entry of a page upper directory maps. */
export const PUD_SIZE = GiB;
