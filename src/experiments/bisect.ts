/**
 * Finds the change behind a different outcome of two kernels: first the release, by bisection, then the
 * change, by adding each one of the good release to the bad one, then the smallest set of changes if no
 * single one suffices.
 */
import { RELEASES, type Release } from '../kernel/history/releases.ts';
import { knownRelease } from '../machine/known.ts';
import { minimise } from './minimise.ts';
import { applied, type Candidate, type Toggle, togglesBetween, undone } from './toggle.ts';

/** Tests whether a kernel has the outcome of the good one. */
export type IsGood = (candidate: Candidate) => Promise<boolean>;

/** The result between two kernels. */
export interface Finding {
  good: string;
  bad: string;
  /** The changes that make the bad kernel good; empty if no known change does. */
  toggles: readonly Toggle[];
  /** Set if the good kernel is bad without them. */
  needed: boolean;
  /** Further single changes that make the bad one good. */
  others: readonly Toggle[];
}

export interface Bisection {
  /**
   * The deciding changes, narrowed to adjacent releases if the same changes decide between the two given
   * ones.
   */
  answer: Finding;
  /** Adjacent releases between which the outcome turned by a change that does not decide. */
  turn?: Finding | undefined;
}

/** The two releases and those between them, in order from the first. */
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

/** Two adjacent releases, the first good and the second bad. */
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

/** Tests whether the good kernel is bad without the changes found. */
const isNeeded = async (good: Release, toggles: readonly Toggle[], isGood: IsGood): Promise<boolean> =>
  !(await isGood(undone(good.name, toggles)));

/** The changes that make the bad kernel good. One that the good kernel needs is preferred. */
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

/** Tests whether the changes found at the turn also decide between the two ends. */
async function decides({ toggles }: Finding, good: Release, bad: Release, isGood: IsGood): Promise<boolean> {
  if (toggles.length === 0) return false;
  return (await isGood(applied(bad.name, toggles))) && isNeeded(good, toggles, isGood);
}

/** Bisects between a good and a bad kernel. */
export async function bisect(goodName: string, badName: string, isGood: IsGood): Promise<Bisection> {
  const [good, bad] = [knownRelease(goodName).release, knownRelease(badName).release];
  const [lastGood, firstBad] = await turningRelease(good, bad, isGood);
  const turn = await findBetween(lastGood, firstBad, isGood);
  const atEnds = lastGood.name === good.name && firstBad.name === bad.name;
  if (atEnds || (await decides(turn, good, bad, isGood))) return { answer: turn };
  const ends = await findBetween(good, bad, isGood);
  return ends.needed ? { answer: ends, turn } : { answer: turn };
}
