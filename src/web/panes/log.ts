/** The kernel log, newest record last, with WARNs marked. */
import { type DmesgEntry, dmesgModel, stamp } from '../../views/text/dmesg.ts';
import { element } from '../dom.ts';
import type { Moment } from './moment.ts';

/** Records at most; `dmesg` in the terminal prints all. */
const MAX_ENTRIES = 200;

function entryRow({ index, time, level, lines, warning }: DmesgEntry, since: number): HTMLElement {
  const isNew = index >= since;
  const kind = warning === undefined ? level : 'splat';
  return element(
    'li',
    { class: `record ${kind}${isNew ? ' new' : ''}` },
    warning !== undefined && element('strong', { class: 'badge' }, 'WARN'),
    element('span', { class: 'time' }, stamp(time)),
    lines.join('\n'),
  );
}

/** Draws the log; returns the number of new WARNs. */
export function drawLog(parent: HTMLElement, { machine, since }: Moment): number {
  const { entries } = dmesgModel(machine.kernel.state.log);
  const shown = entries.slice(-MAX_ENTRIES);
  const rows = shown.map((entry) => entryRow(entry, since));
  parent.replaceChildren(element('ol', { class: 'records', attributes: { tabindex: '0' } }, ...rows));
  const list = parent.firstElementChild!;
  const warning = list.querySelector<HTMLElement>('.splat.new');
  list.scrollTop = warning === null ? list.scrollHeight : warning.offsetTop;
  return entries.filter(({ index, warning }) => warning !== undefined && index >= since).length;
}
