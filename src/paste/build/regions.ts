/** Regions of the machine that is built, and the pasted ones that they stand for. */
import type { Facts } from '../facts.ts';
import { namespacesOf } from '../merge/buses.ts';
import type { Draft } from '../merge/draft.ts';
import { lastIomem } from '../merge/memory-map.ts';
import { byNumber, regionNumber } from '../merge/objects.ts';
import { levels } from '../readers/iomem.ts';
import type { NamespaceFact, RegionFact } from '../readers/nd-facts.ts';
import type { Driver } from './driver.ts';

const ND = '/sys/bus/nd/devices';

export interface BuiltRegion {
  /** Name on the built machine. */
  name: string;
  size: number;
  align: number;
  address: number | undefined;
}

/** A pasted region with its namespaces and the region that stands for it. */
export interface Pair {
  pasted: string;
  fact: RegionFact | undefined;
  built: BuiltRegion;
  namespaces: NamespaceFact[];
}

function numberIn(driver: Driver, path: string): number | undefined {
  const text = driver.read(path);
  const value = Number(text);
  return text === undefined || text === '' || !Number.isSafeInteger(value) ? undefined : value;
}

/** The regions of persistent memory, in the order of their numbers. */
export function builtRegions(driver: Driver): BuiltRegion[] {
  const names = driver.machine.files.list(ND);
  if (!Array.isArray(names)) return [];
  return names
    .filter((name) => /^region\d+$/.test(name))
    .sort(byNumber)
    .map((name) => ({
      name,
      size: numberIn(driver, `${ND}/${name}/size`) ?? 0,
      align: numberIn(driver, `${ND}/${name}/align`) ?? 0,
      address: numberIn(driver, `${ND}/${name}/resource`),
    }));
}

/** The address of a region that the draft did not place: the lowest one of its children in /proc/iomem. */
function shownAddress(pasted: string, facts: Facts): number | undefined {
  const iomem = lastIomem(facts);
  if (iomem === undefined) return undefined;
  const rows = levels(iomem);
  const at = rows.findIndex(
    ({ name }) => /^(?:namespace|dax)\d+\.\d+$/.test(name) && regionNumber(name) === regionNumber(pasted),
  );
  const child = rows[at];
  const parent = rows.slice(0, Math.max(at, 0)).findLast(({ depth }) => depth < (child?.depth ?? 0));
  return parent !== undefined && /^Persistent Memory/.test(parent.name) ? parent.start : child?.start;
}

/** Pairs by address, then by name if the sizes agree, then by size. */
export function pairRegions(driver: Driver, { objects, hardware }: Draft, facts: Facts): Pair[] {
  const built = builtRegions(driver);
  const pasted = new Set([
    ...objects.regions.map(({ dev }) => dev),
    ...objects.namespaces.map(({ dev, region }) => region ?? `region${regionNumber(dev)}`),
  ]);
  const free = new Set(built);
  const pairs: Pair[] = [];
  const take = (name: string, found: BuiltRegion | undefined): boolean => {
    if (found === undefined || !free.delete(found)) return false;
    const fact = objects.regions.find(({ dev }) => dev === name);
    pairs.push({ pasted: name, fact, built: found, namespaces: namespacesOf(name, objects) });
    return true;
  };
  const left = new Set([...pasted].sort(byNumber));
  const round = (match: (name: string, region: BuiltRegion) => boolean): void => {
    for (const name of left)
      if (
        take(
          name,
          [...free].find((region) => match(name, region)),
        )
      )
        left.delete(name);
  };
  const placed = new Map(hardware.placed.map(({ region, address }) => [region.dev, address]));
  const sizeOf = (name: string) => objects.regions.find(({ dev }) => dev === name)?.size;
  const sameSize = (name: string, { size }: BuiltRegion): boolean => {
    const stated = sizeOf(name);
    return stated === undefined || Math.abs(stated.value - size) <= stated.within;
  };
  round(
    (name, { address }) =>
      address !== undefined && address === (placed.get(name) ?? shownAddress(name, facts)),
  );
  round((name, region) => region.name === name && sameSize(name, region));
  round((name, region) => sizeOf(name) !== undefined && sameSize(name, region));
  round((name, region) => region.name === name);
  return pairs.sort((a, b) => byNumber(a.pasted, b.pasted));
}

/** Pasted regions that the machine does not have. */
export function missingRegions(pairs: readonly Pair[], { objects }: Draft): string[] {
  const found = new Set(pairs.map(({ pasted }) => pasted));
  return objects.regions.map(({ dev }) => dev).filter((dev) => !found.has(dev));
}
