/** Zones by node: span, present pages, and the contents of the span. */
import type { Zone } from '../../../kernel/mm/state.ts';
import { PAGE_SIZE } from '../../../lib/units.ts';
import { hexRange, humanSize } from '../../base/text.ts';
import { paintFor, type Terminal } from '../../base/theme.ts';
import { describeFillings, type Filling, fillings } from '../../model/contents.ts';
import { type Machine, physicalLayout } from '../../model/layout.ts';
import { renderTable } from '../table.ts';

export interface ZoneRow {
  node: number;
  zone: string;
  startPfn: number;
  /** Pages. */
  spanned: number;
  present: number;
  /** Bytes, inclusive; absent for an empty zone. */
  range?: { start: number; end: number };
  filling: Filling[];
}

export interface ZonesModel {
  rows: ZoneRow[];
}

/** Every zone in the order of /proc/zoneinfo. */
export function zonesModel(machine: Machine & { mm: { zones: Zone[] } }): ZonesModel {
  const layout = physicalLayout(machine);
  const rows = machine.mm.zones.map(({ nid, name, startPfn, spanned, present }): ZoneRow => {
    const row = { node: nid, zone: name, startPfn, spanned, present };
    if (spanned === 0) return { ...row, filling: [] };
    const range = { start: startPfn * PAGE_SIZE, end: (startPfn + spanned) * PAGE_SIZE - 1 };
    return { ...row, range, filling: fillings(layout, range) };
  });
  return { rows };
}

/** Zones as a table; empty ones are dim. */
export function renderZones(model: ZonesModel, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const pages = (count: number): string => (count === 0 ? '0' : `${count} (${humanSize(count * PAGE_SIZE)})`);
  const rows = model.rows.map(({ node, zone, range, spanned, present, filling }) => {
    const cells = [
      String(node),
      zone,
      range ? hexRange(range) : '',
      pages(spanned),
      pages(present),
      range ? describeFillings(filling) : 'empty',
    ];
    return range ? cells : cells.map((text) => paint.dim(text));
  });
  const columns = [
    { head: 'node', align: 'right' as const },
    { head: 'zone' },
    { head: 'span' },
    { head: 'pages spanned' },
    { head: 'present' },
    { head: 'holds', wrap: true },
  ];
  return renderTable(columns, rows, terminal);
}
