/** Words of the section map that text and drawing share. */
import type { MemmapHome } from '../kernel/mm/state.ts';
import type { SectionRow } from './sections.ts';

export const HOME_WORDS: Record<MemmapHome, string> = {
  boot: 'struct pages from boot',
  'ram-pmd': 'struct pages in RAM',
  'ram-base': 'struct pages in RAM, base pages',
  altmap: 'struct pages in the device',
};

/** True for sections that the kernel does not have and that hold no memory: not worth a picture of 64 marks. */
export const isPlain = ({ section, before, cells }: SectionRow): boolean =>
  section === null &&
  before === undefined &&
  (cells.length === 1 || cells.every(({ mark }) => mark === 'reserved' || mark === 'hole'));

/** `64..94` or `95`. */
export const sectionNumbers = ({ first, last }: SectionRow): string =>
  first === last ? `${first}` : `${first}..${last}`;
