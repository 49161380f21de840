/** Properties of releases and changes, as data for views and scripts. */
import {
  CHANGE_IDS,
  type Change,
  type ChangeId,
  changeOf,
  type Subsystem,
  subsystemOf,
} from '../kernel/history/history.ts';
import { type Evidence, RELEASES, type Release, releaseChanges } from '../kernel/history/releases.ts';

export interface KernelChange extends Change {
  id: ChangeId;
  subsystem: Subsystem;
}

/** A change with its id and its part of the kernel. */
export const changeEntry = (id: ChangeId): KernelChange => ({
  id,
  subsystem: subsystemOf(id),
  ...changeOf(id),
});

export interface ReleaseEntry {
  name: string;
  uname: string;
  evidence: Evidence;
  /** Number of changes that it contains. */
  changes: number;
  /** Changes that the previous release in the list lacks. */
  brings: ChangeId[];
  /** Changes that only the previous release has. */
  drops: ChangeId[];
}

/** A stable release is compared with the mainline release of its series, any other with the previous one. */
const before = (release: Release): Release | undefined => {
  const mainline = RELEASES.filter(({ name, series }) => name === series);
  if (release.name !== release.series) return mainline.find(({ series }) => series === release.series);
  return mainline[mainline.indexOf(release) - 1];
};

/** Every release with its new changes. */
export const releaseEntries = (): ReleaseEntry[] =>
  RELEASES.map((release) => {
    const is = releaseChanges(release);
    const earlier = before(release);
    const was = earlier === undefined ? is : releaseChanges(earlier);
    return {
      name: release.name,
      uname: release.uname,
      evidence: release.evidence,
      changes: is.length,
      brings: is.filter((id) => !was.includes(id)),
      drops: was.filter((id) => !is.includes(id)),
    };
  });

export interface ChangeDetails extends KernelChange {
  /** Names of the releases that have it. */
  releases: string[];
  /** Changes that fix its regressions. */
  fixedBy: ChangeId[];
}

/** All properties of a change. */
export const changeDetails = (id: ChangeId): ChangeDetails => ({
  ...changeEntry(id),
  releases: RELEASES.filter((release) => releaseChanges(release).includes(id)).map(({ name }) => name),
  fixedBy: CHANGE_IDS.filter((other) => changeOf(other).fixes === id),
});
