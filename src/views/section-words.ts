/** Words of the section map that text and drawing share. */
import type { MemmapHome } from '../kernel/mm/state.ts';
import type { SectionContent } from './section-cells.ts';
import type { SectionRow } from './sections.ts';

const HOME_WORDS: Record<MemmapHome, string> = {
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

const homeOf = ({ section }: SectionContent): string =>
  section === null ? 'no section' : HOME_WORDS[section.memmap];

/**
 * What the marks of a row do not say: how many sections it stands for, whose memory it is, where its struct
 * pages live, and where they lived before when that changed.
 */
export function rowNote(row: SectionRow): string {
  const count = row.last - row.first + 1;
  const was = row.before && homeOf(row.before);
  const is = homeOf(row);
  const parts = [
    count === 1 ? '' : `${count} alike`,
    row.owners.join(', '),
    was === undefined || was === is ? is : `${was}, now ${is}`,
    row.section !== null && row.section.nid > 0 ? `node ${row.section.nid}` : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}
