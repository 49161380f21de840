/** A WARN as a drawing: the kernel's message and the call chain, innermost call on top. */

import { wrapWords } from '../base/text.ts';
import { type Hue, PALETTE } from '../base/theme.ts';
import type { DmesgEntry } from '../text/dmesg.ts';
import { document, element, FAINT, HEADING, MARGIN, text, WIDTH } from './svg.ts';

type Warning = NonNullable<DmesgEntry['warning']>;

/** Colours of calls by the part of the kernel they belong to. */
const PARTS: { label: string; hue: Hue; names: RegExp }[] = [
  {
    label: 'memory hotplug and device memory',
    hue: 'blue',
    names: /^(devm_)?memremap|^memunmap|pagemap|arch_(add|remove)_memory|_pages$|^sparse_|^section_|pfn/,
  },
  {
    label: 'persistent memory',
    hue: 'orange',
    names: /^nd_|nvdimm|pmem|dax|btt|namespace|^size_store$|kmem/,
  },
  { label: 'driver core, files, system calls', hue: 'grey', names: /./ },
];

const partOf = (name: string): (typeof PARTS)[number] => PARTS.find(({ names }) => names.test(name))!;

const COLUMNS = 96;

const CALL = 30;

function callBox(name: string, index: number, y: number): string {
  const { hue } = partOf(name);
  const box = { x: MARGIN, y: y + index * CALL, width: 560, height: CALL - 4 };
  return (
    element('rect', { ...box, fill: '#f6f6f6' }) +
    element('rect', { ...box, width: 8, fill: PALETTE[hue] }) +
    text(MARGIN + 22, box.y + 18, name, { mono: true, bold: index === 0 })
  );
}

function partsLegend(used: Set<string>, y: number): string {
  return PARTS.filter(({ label }) => used.has(label))
    .map(({ label, hue }, index) => {
      const top = y + index * CALL;
      return (
        element('rect', { x: 680, y: top, width: 8, height: CALL - 4, fill: PALETTE[hue] }) +
        text(702, top + 18, label)
      );
    })
    .join('');
}

/** The callers from the warning function outwards; traces of old kernels include the printing of the WARN. */
function callersOf({ function: place, calls }: Warning): string[] {
  const printing = calls.findLastIndex((name) => name.startsWith('warn_slowpath'));
  const callers = calls.slice(printing + 1);
  return [place, ...(callers[0] === place ? callers.slice(1) : callers)].filter((name) => name !== '');
}

/** A WARN as SVG. */
export function warnSvg(warning: Warning, title = 'Kernel warning'): string {
  const message =
    warning.text === ''
      ? ['(no text: a bare WARN_ON)']
      : warning.text.split('\n').flatMap((line) => wrapWords(line, COLUMNS));
  const calls = callersOf(warning);
  const cardHeight = 52 + message.length * 24;
  const callsY = HEADING + cardHeight + 56;
  const body = [
    element('rect', {
      x: MARGIN,
      y: HEADING,
      width: WIDTH - 2 * MARGIN,
      height: cardHeight,
      fill: '#fdeee6',
    }),
    element('rect', { x: MARGIN, y: HEADING, width: 8, height: cardHeight, fill: PALETTE.vermilion }),
    text(MARGIN + 28, HEADING + 30, `WARNING at ${warning.at} in ${warning.function}`, {
      size: 18,
      bold: true,
    }),
    ...message.map((line, index) =>
      text(MARGIN + 28, HEADING + 60 + index * 24, line, { size: 17, mono: true }),
    ),
    text(MARGIN, callsY - 14, 'called from, innermost first', { size: 14, fill: FAINT }),
    ...calls.map((name, index) => callBox(name, index, callsY)),
    partsLegend(new Set(calls.map((name) => partOf(name).label)), callsY),
  ].join('');
  return document({ title, height: callsY + calls.length * CALL + MARGIN, marks: [], body });
}
