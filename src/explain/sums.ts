/**
 * The arithmetic of a layout: each number with its derivation, each test with both of its numbers. The
 * numbers are computed by the kernel model itself.
 */

import { region_intersects } from '../kernel/kernel/resource/resource.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { memremap_compat_align } from '../kernel/mm/memremap/memremap.ts';
import { SECTION_SIZE } from '../kernel/mm/mmzone.ts';
import { type PfnLayout, pfn_layout } from '../kernel/nvdimm/pfn_devs/layout.ts';
import { nd_region_allocatable_dpa } from '../kernel/nvdimm/region_devs/capacity.ts';
import { typedSize } from '../lib/quantity.ts';
import { alignDown, alignUp, MiB } from '../lib/units.ts';
import type { Geometry } from './geometry.ts';

export interface Sum {
  name: string;
  value: number;
  unit: 'address' | 'bytes' | 'pages';
  /** Derivation; empty for given numbers. */
  how: string;
}

/** A comparison of `left` with `right`, with the remainder for a test of alignment. */
export interface Test {
  name: string;
  kind: 'multiple' | 'at-least' | 'below' | 'equal' | 'free';
  left: number;
  right: number;
  ok: boolean;
}

export interface Sums {
  sums: Sum[];
  tests: Test[];
}

/** Smallest namespace that a pfn, dax or btt device takes. */
const MIN_NAMESPACE = 16 * MiB;

/** Tests that `left` is a multiple of `right`. */
export const multiple = (name: string, left: number, right: number): Test => ({
  name,
  kind: 'multiple',
  left,
  right,
  ok: left % right === 0,
});
export const atLeast = (name: string, left: number, right: number): Test => ({
  name,
  kind: 'at-least',
  left,
  right,
  ok: left >= right,
});
const below = (name: string, left: number, right: number): Test => ({
  name,
  kind: 'below',
  left,
  right,
  ok: left < right,
});

/** Tests of a size that precede the layout. */
function sizeTests(k: Kernel, { region, size, align, kind }: Geometry): Test[] {
  if (size === undefined) return [];
  const ways = Math.max(1, region.mappings.length);
  const tests = k.has('region-align') ? [multiple(`size by ${region.name} align`, size, region.align)] : [];
  if (kind !== undefined) {
    tests.push(multiple(ways === 1 ? 'size by align' : `size by align x ${ways} DIMMs`, size, align * ways));
    tests.push(atLeast('size at least 16 MiB', size, MIN_NAMESPACE));
  }
  return tests;
}

/** The location of the page map: the formula of the running kernel. */
function dataoffHow(k: Kernel, { mode, align }: Geometry): string {
  const room = mode === 'pmem' ? '8 KiB + 64 B for each page' : '8 KiB';
  const sections = k.has('npfns-section-rounded') && mode === 'pmem' ? ' of whole sections' : '';
  const unit = mode === 'pmem' || k.has('pfn-no-padding') ? Math.max(align, 2 * MiB) : align;
  return `${room}${sections}, rounded up to a multiple of ${typedSize(unit)}`;
}

/** The range that memory hotplug checks: the mapping itself, or the sections that it intersects. */
function touchedRange(k: Kernel, start: number, end: number): { start: number; end: number } {
  const whole = k.has('memremap-section-rounding') && !k.has('subsection-hotplug');
  return whole ? { start: alignDown(start, SECTION_SIZE), end: alignUp(end, SECTION_SIZE) } : { start, end };
}

function mappingTests(k: Kernel, start: number, end: number): Test[] {
  const unit = k.has('subsection-hotplug') ? memremap_compat_align() : undefined;
  const tests =
    unit === undefined
      ? []
      : [multiple('mapping start by 2 MiB', start, unit), multiple('mapping end by 2 MiB', end, unit)];
  const hotplug = touchedRange(k, start, end);
  const free = region_intersects(k, hotplug.start, hotplug.end - hotplug.start) === 'disjoint';
  tests.push({ name: 'no System RAM', kind: 'free', left: hotplug.start, right: hotplug.end - 1, ok: free });
  return tests;
}

/** Padding at both ends; none at the start since 5.3. */
function paddingSums({ startPad, endTrunc }: { startPad: number; endTrunc: number }): Sum[] {
  const end: Sum = { name: 'end_trunc', value: endTrunc, unit: 'bytes', how: 'left out at the end' };
  if (startPad === 0) return [end];
  return [
    { name: 'start_pad', value: startPad, unit: 'bytes', how: 'left out at the start, shared section' },
    end,
  ];
}

const layoutSums = (layout: PfnLayout, how: string, start: number, size: number): Sum[] => [
  ...paddingSums(layout),
  { name: 'dataoff', value: layout.dataoff, unit: 'bytes', how },
  {
    name: 'data',
    value: start + layout.startPad + layout.dataoff,
    unit: 'address',
    how: layout.startPad > 0 ? 'start + start_pad + dataoff' : 'start + dataoff',
  },
  {
    name: 'npfns',
    value: layout.npfns,
    unit: 'pages',
    how: '(size - dataoff - end_trunc) / 4096',
  },
  {
    name: 'usable',
    value: size - layout.startPad - layout.dataoff - layout.endTrunc,
    unit: 'bytes',
    how: 'npfns x 4096',
  },
];

/** All results for a layout on this kernel, as far as its parameters are known. */
export function sumsOf(k: Kernel, geometry: Geometry): Sums {
  const { region, namespace, start, size, kind, mode, align } = geometry;
  const sums: Sum[] = [
    { name: `${region.name} start`, value: region.start, unit: 'address', how: '' },
    { name: `${region.name} size`, value: region.size, unit: 'bytes', how: '' },
  ];
  const tests = sizeTests(k, geometry);
  if (k.has('region-align'))
    sums.push({
      name: `${region.name} align`,
      value: region.align,
      unit: 'bytes',
      how: 'its align attribute',
    });
  if (size === undefined) return { sums, tests };
  if (region.interleave !== null) {
    const room = nd_region_allocatable_dpa(k, region);
    sums.push({ name: 'room', value: room, unit: 'bytes', how: 'largest free extent, trimmed to align' });
  }
  if (start === undefined) return { sums: [...sums, given('size', size, 'bytes')], tests };
  sums.push(given('start', start, 'address'), given('size', size, 'bytes'));
  if (kind === undefined) return { sums, tests: [...tests, ...mappingTests(k, start, start + size)] };
  sums.push({ name: 'align', value: align, unit: 'bytes', how: `of the ${kind} device` });
  const layout = pfn_layout(k, { kind, region, namespace, start, size, mode, align });
  if ('errno' in layout) {
    if (k.has('misaligned-unable-to-map'))
      tests.push(multiple('start by 2 MiB', start, memremap_compat_align()));
    if (layout.compared !== undefined) {
      const { dataoff, room } = layout.compared;
      sums.push(...paddingSums(layout.compared));
      sums.push({ name: 'dataoff', value: dataoff, unit: 'bytes', how: dataoffHow(k, geometry) });
      tests.push(below('dataoff before the end', dataoff, room));
    }
    return { sums, tests };
  }
  sums.push(...layoutSums(layout, dataoffHow(k, geometry), start, size));
  const from = start + layout.startPad;
  tests.push(below('dataoff before the end', layout.dataoff, size - layout.startPad - layout.endTrunc));
  tests.push(multiple('data by align', from + layout.dataoff, align));
  tests.push(...mappingTests(k, from, start + size - layout.endTrunc));
  return { sums, tests };
}

const given = (name: string, value: number, unit: Sum['unit']): Sum => ({ name, value, unit, how: '' });
