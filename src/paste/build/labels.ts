/** The version of labels and the region offsets, found by the interleave set ids that depend on them. */

import type { Platform } from '../../firmware/platform.ts';
import type { Machine } from '../../machine/machine.ts';
import type { RegionFact } from '../readers/nd-facts.ts';
import type { Driver } from './driver.ts';

/** Counts the regions whose interleave set id is that of the list. */
function matchingSets(driver: Driver, regions: readonly RegionFact[]): number {
  return regions.filter(({ dev, iset_id }) => {
    const here = driver.read(`/sys/bus/nd/devices/${dev}/set_cookie`);
    return here !== undefined && iset_id === Number(here);
  }).length;
}

type Change = (platform: Platform) => Platform;

const changeDimms = (platform: Platform, labels: '1.1' | '1.2'): Platform => ({
  ...platform,
  buses: platform.buses.map((bus) => ({
    ...bus,
    dimms: bus.dimms.map((dimm) => (dimm.labels === null ? dimm : { ...dimm, labels })),
  })),
});

/** Region offsets of an interleave set, in steps of one position. */
const changeOffsets = (platform: Platform, step: number): Platform => ({
  ...platform,
  buses: platform.buses.map((bus) => ({
    ...bus,
    regions: bus.regions.map((region) => ({
      ...region,
      mappings: region.mappings.map((part) => ({ ...part, regionOffset: part.position * step })),
    })),
  })),
});

/** Steps of 4 KiB are those of most platforms, of 256 bytes and 1 those of some; the test module has 1. */
const STEPS = [4096, 256, 1, 0];

const CHANGES: readonly Change[] = (['1.2', '1.1'] as const).flatMap((labels) =>
  STEPS.map(
    (step): Change =>
      (platform) =>
        changeOffsets(changeDimms(platform, labels), step),
  ),
);

/**
 * Boots with the version of labels and the region offsets that give the set ids of the list; with version 1.2
 * and steps of 4 KiB if none does.
 */
export function bootWithLabels(
  boot: (platform: Platform) => Machine,
  drive: (machine: Machine) => Driver,
  platform: Platform,
  regions: readonly RegionFact[],
): Machine {
  const wanted = regions.filter(({ iset_id }) => iset_id !== undefined);
  const interleaved = wanted.some(({ mappings }) => (mappings ?? []).length > 1);
  let best: { machine: Machine; matching: number } | undefined;
  for (const [i, change] of CHANGES.entries()) {
    if (i > 0 && (wanted.length === 0 || (!interleaved && i % STEPS.length !== 0))) continue;
    const machine = boot(change(platform));
    const matching = matchingSets(drive(machine), wanted);
    if (best === undefined || matching > best.matching) best = { machine, matching };
    if (best.matching === wanted.length) break;
  }
  return best!.machine;
}
