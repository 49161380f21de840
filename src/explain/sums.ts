/**
 * The arithmetic of a layout: each number with its derivation, each test with both of its numbers. The
 * numbers are computed by the kernel model itself.
 */

import { region_intersects } from '../kernel/kernel/resource/resource.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { memremap_compat_align } from '../kernel/mm/memremap/memremap.ts';
import { SECTION_SIZE } from '../kernel/mm/mmzone.ts';
import { type PfnLayout, type PfnRefusal, pfn_layout } from '../kernel/nvdimm/pfn_devs/layout.ts';
import { nd_region_allocatable_dpa } from '../kernel/nvdimm/region_devs/capacity.ts';
import type { NdPfn } from '../kernel/nvdimm/state.ts';
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

/** A result in bytes. */
export const bytes = (name: string, value: number, how = ''): Sum => ({ name, value, unit: 'bytes', how });

/** A result that is a physical address. */
export const address = (name: string, value: number, how = ''): Sum => ({
  name,
  value,
  unit: 'address',
  how,
});

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

/** Tests that `left` is not below `right`. */
export const atLeast = (name: string, left: number, right: number): Test => ({
  name,
  kind: 'at-least',
  left,
  right,
  ok: left >= right,
});

/** Tests that `left` is below `right`. */
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
  const end = bytes('end_trunc', endTrunc, 'left out at the end');
  return startPad === 0
    ? [end]
    : [bytes('start_pad', startPad, 'left out at the start, shared section'), end];
}

/** The results of a valid layout, and the tests that it passes. */
function layoutSums(
  k: Kernel,
  geometry: Geometry,
  { startPad, endTrunc, dataoff, npfns }: PfnLayout,
  { start, size }: Extent,
): Sums {
  const from = start + startPad;
  const data = from + dataoff;
  return {
    sums: [
      ...paddingSums({ startPad, endTrunc }),
      bytes('dataoff', dataoff, dataoffHow(k, geometry)),
      address('data', data, startPad > 0 ? 'start + start_pad + dataoff' : 'start + dataoff'),
      { name: 'npfns', value: npfns, unit: 'pages', how: '(size - dataoff - end_trunc) / 4096' },
      bytes('usable', size - startPad - dataoff - endTrunc, 'npfns x 4096'),
    ],
    tests: [
      below('dataoff before the end', dataoff, size - startPad - endTrunc),
      multiple('data by align', data, geometry.align),
      ...mappingTests(k, from, start + size - endTrunc),
    ],
  };
}

/** The results up to the comparison that failed. */
function refusalSums(k: Kernel, geometry: Geometry, { compared }: PfnRefusal, start: number): Sums {
  const tests = k.has('misaligned-unable-to-map')
    ? [multiple('start by 2 MiB', start, memremap_compat_align())]
    : [];
  if (compared === undefined) return { sums: [], tests };
  const { dataoff, room } = compared;
  return {
    sums: [...paddingSums(compared), bytes('dataoff', dataoff, dataoffHow(k, geometry))],
    tests: [...tests, below('dataoff before the end', dataoff, room)],
  };
}

/** Numbers of the region, and the room for a namespace if one is asked for. */
function regionSums(k: Kernel, { region, size }: Geometry): Sum[] {
  const sums = [address(`${region.name} start`, region.start), bytes(`${region.name} size`, region.size)];
  if (k.has('region-align')) sums.push(bytes(`${region.name} align`, region.align, 'its align attribute'));
  if (size !== undefined && region.interleave !== null)
    sums.push(bytes('room', nd_region_allocatable_dpa(k, region), 'largest free extent, trimmed to align'));
  return sums;
}

interface Extent {
  start: number;
  size: number;
}

/** The results of a device that claims a namespace. */
function claimSums(k: Kernel, geometry: Geometry, kind: NdPfn['kind'], extent: Extent): Sums {
  const { region, namespace, mode, align } = geometry;
  const layout = pfn_layout(k, { kind, region, namespace, ...extent, mode, align });
  return 'errno' in layout
    ? refusalSums(k, geometry, layout, extent.start)
    : layoutSums(k, geometry, layout, extent);
}

/** All results for a layout on this kernel, as far as its parameters are known. */
export function sumsOf(k: Kernel, geometry: Geometry): Sums {
  const { start, size, kind, align } = geometry;
  const sums = regionSums(k, geometry);
  const tests = sizeTests(k, geometry);
  if (size === undefined) return { sums, tests };
  if (start === undefined) return { sums: [...sums, bytes('size', size)], tests };
  sums.push(address('start', start), bytes('size', size));
  if (kind === undefined) return { sums, tests: [...tests, ...mappingTests(k, start, start + size)] };
  const claim = claimSums(k, geometry, kind, { start, size });
  return {
    sums: [...sums, bytes('align', align, `of the ${kind} device`), ...claim.sums],
    tests: [...tests, ...claim.tests],
  };
}
