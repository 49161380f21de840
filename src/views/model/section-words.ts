/** Wording of the section map, common to text and SVG. */
import type { MemmapHome } from '../../kernel/mm/state.ts';
import type { MarkName } from '../base/theme.ts';
import type { SectionContent } from './section-cells.ts';
import type { SectionRow } from './sections.ts';

/** Continues `struct pages`. */
const HOME_WORDS: Record<MemmapHome, string> = {
  boot: 'from boot',
  'ram-pmd': 'in RAM',
  'ram-base': 'in RAM (4K pages)',
  altmap: 'in the device',
  'self-hosted': 'in the memory block',
};

const PLAIN: ReadonlySet<MarkName> = new Set(['reserved', 'hole', 'cxl-free']);

/** Tests for sections without a record and without memory, which are not drawn as 64 marks. */
export const isPlain = ({ section, before, cells }: SectionRow): boolean =>
  section === null &&
  before === undefined &&
  (cells.length === 1 || cells.every(({ mark }) => PLAIN.has(mark)));

/** `64..94` or `95`. */
export const sectionNumbers = ({ first, last }: Pick<SectionRow, 'first' | 'last'>): string =>
  first === last ? `${first}` : `${first}..${last}`;

const homeOf = ({ section }: SectionContent): string | undefined =>
  section?.memmap && HOME_WORDS[section.memmap];

function homeNote(row: SectionRow): string {
  const is = homeOf(row);
  const was = row.before ? homeOf(row.before) : is;
  if (was === is) return is === undefined ? 'no section' : `struct pages ${is}`;
  if (is === undefined) return `section gone, struct pages were ${was}`;
  return was === undefined ? `no section, now struct pages ${is}` : `struct pages ${was}, now ${is}`;
}

/**
 * The note of a row: number of sections, owners, location of the struct pages, and their previous location
 * if it changed.
 */
export function rowNote(row: SectionRow): string {
  const count = row.last - row.first + 1;
  const parts = [
    count === 1 ? '' : `${count} alike`,
    row.owners.join(', '),
    homeNote(row),
    row.section !== null && row.section.nid > 0 ? `node ${row.section.nid}` : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}
