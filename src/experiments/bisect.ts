/**
 * Finds what turns an outcome between two kernels: first the release, by halves, then the change, by adding
 * each one of the good release to the bad one, then the smallest set of them when no single one does it.
 */
import { RELEASES, type Release } from '../kernel/history/releases.ts';
import { knownRelease } from '../machine/known.ts';
import { minimise } from './minimise.ts';
import { applied, type Candidate, type Toggle, togglesBetween, undone } from './toggle.ts';

/** True when a kernel does what the good one does. */
export type IsGood = (candidate: Candidate) => Promise<boolean>;

/** What was found between two kernels. */
export interface Finding {
  good: string;
  bad: string;
  /** What makes the bad one good when it is applied to it; empty when nothing that is known does. */
  toggles: readonly Toggle[];
  /** Whether the good one is bad without it. */
  needed: boolean;
  /** Further single changes that make the bad one good. */
  others: readonly Toggle[];
}

export interface Bisection {
  /** What decides: between neighbours in the list of releases where that decides between the two asked about too. */
  answer: Finding;
  /** Neighbours between which the outcome turned on the way, by a change that does not decide. */
  turn?: Finding | undefined;
}

/** Both releases and those between them, in order from the first. */
function releasesBetween(from: Release, to: Release): Release[] {
  const place = ({ series, patch }: Release): number =>
    RELEASES.findIndex((release) => release.series === series) + patch / 10_000;
  const known = RELEASES.filter(({ name }) => name !== from.name && name !== to.name);
  const [low, high] = [place(from), place(to)].sort((a, b) => a - b) as [number, number];
  const inside = known
    .filter((release) => place(release) > low && place(release) < high)
    .sort((a, b) => place(a) - place(b));
  return [from, ...(place(from) < place(to) ? inside : inside.reverse()), to];
}

/** Two neighbours of which one is good and the next bad. */
async function turningRelease(good: Release, bad: Release, isGood: IsGood): Promise<[Release, Release]> {
  const releases = releasesBetween(good, bad);
  let low = 0;
  let high = releases.length - 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await isGood(applied(releases[middle]!.name, []))) low = middle;
    else high = middle;
  }
  return [releases[low]!, releases[high]!];
}

/** Single toggles that make the bad kernel good. */
async function singles(bad: Release, toggles: Toggle[], isGood: IsGood): Promise<Toggle[]> {
  const found: Toggle[] = [];
  for (const toggle of toggles) if (await isGood(applied(bad.name, [toggle]))) found.push(toggle);
  return found;
}

/** Whether the good kernel is bad without what was found. */
const isNeeded = async (good: Release, toggles: readonly Toggle[], isGood: IsGood): Promise<boolean> =>
  !(await isGood(undone(good.name, toggles)));

/** What makes the bad one of two kernels good; a change that the good one needs goes before one that it does not. */
async function findBetween(good: Release, bad: Release, isGood: IsGood): Promise<Finding> {
  const between = togglesBetween(bad, good);
  const names = { good: good.name, bad: bad.name };
  const found = await singles(bad, between, isGood);
  for (const toggle of found)
    if (await isNeeded(good, [toggle], isGood))
      return { ...names, toggles: [toggle], needed: true, others: found.filter((one) => one !== toggle) };
  if (found.length > 0)
    return { ...names, toggles: found.slice(0, 1), needed: false, others: found.slice(1) };
  if (!(await isGood(applied(bad.name, between))))
    return { ...names, toggles: [], needed: false, others: [] };
  const toggles = await minimise(between, (part) => isGood(applied(bad.name, part)));
  return { ...names, toggles, needed: await isNeeded(good, toggles, isGood), others: [] };
}

/** Whether what was found at the turn also decides between the two ends. */
async function decides({ toggles }: Finding, good: Release, bad: Release, isGood: IsGood): Promise<boolean> {
  if (toggles.length === 0) return false;
  return (await isGood(applied(bad.name, toggles))) && isNeeded(good, toggles, isGood);
}

/** Bisects between a kernel that is good and one that is not. */
export async function bisect(goodName: string, badName: string, isGood: IsGood): Promise<Bisection> {
  const [good, bad] = [knownRelease(goodName).release, knownRelease(badName).release];
  const [lastGood, firstBad] = await turningRelease(good, bad, isGood);
  const turn = await findBetween(lastGood, firstBad, isGood);
  const atEnds = lastGood.name === good.name && firstBad.name === bad.name;
  if (atEnds || (await decides(turn, good, bad, isGood))) return { answer: turn };
  const ends = await findBetween(good, bad, isGood);
  return ends.needed ? { answer: ends, turn } : { answer: turn };
}
