/** One physical address explained, with one line per fact. */
import type { Answer, PfnModel } from '../../../explain/pfn.ts';
import { hex } from '../../../lib/units.ts';
import { hanging, joinLines, wrapWords } from '../../base/text.ts';
import { paintFor, type Terminal } from '../../base/theme.ts';

const answer = ({ yes, why }: Answer): string => `${yes ? 'yes' : 'no'}: ${why}`;

const HOMES = {
  boot: 'struct pages from boot',
  'ram-pmd': 'struct pages in RAM, a large page',
  'ram-base': 'struct pages in RAM, small pages',
  altmap: 'struct pages in the device (altmap)',
  'self-hosted': 'struct pages in the memory block (memmap_on_memory)',
} as const;

function sectionText({ section }: PfnModel): string {
  const { number, present, early, online, taint, memmap } = section;
  if (!present) return `${number}, absent`;
  const words = [
    early ? 'early' : 'hot-added',
    online ? 'online' : 'not online',
    ...(taint ? ['tainted by a device'] : []),
    ...(memmap === undefined ? [] : [HOMES[memmap]]),
  ];
  return `${number}, ${words.join(', ')}`;
}

function subsectionText({ subsection }: PfnModel): string {
  if (subsection === null) return 'none: this kernel has whole sections only';
  return `${subsection.number} of 64, ${subsection.active ? 'active' : 'not active'}`;
}

function pagemapText({ pagemap }: PfnModel): string {
  if (pagemap === null) return 'none';
  const { owner, driver, type, frame } = pagemap;
  return `${owner}${driver === '' ? '' : ` (${driver})`}, type ${type}: ${frame}`;
}

/** The facts about the address as a column of names and one of values. */
export function renderPfn(model: PfnModel, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const { address, pfn, kernel, resources, block, node, zone } = model;
  const lines: [string, string][] = [
    ['resource', resources.length === 0 ? 'none' : resources.join(' > ')],
    ['section', sectionText(model)],
    ['sub-section', subsectionText(model)],
    ['pfn_valid', answer(model.pfnValid)],
    ['node', node < 0 ? 'none' : String(node)],
    ['zone', zone ?? 'none'],
    ['memory block', block === null ? 'none' : `${block.name}, ${block.state}`],
    ['page map', pagemapText(model)],
    ['online page', answer(model.onlinePage)],
    ['soft offline', model.softOffline === 'ok' ? 'would succeed' : `fails with ${model.softOffline}`],
  ];
  const title = `${hex(address)} is pfn ${hex(pfn)} (kernel ${kernel})`;
  return joinLines([
    ...wrapWords(title, terminal.width).map(paint.bold),
    ...lines.flatMap(([name, text]) => hanging(`  ${name.padEnd(13)} `, text, terminal.width)),
  ]);
}
