/** What there is to say about releases and changes, as data for views and scripts. */
import {
  CHANGE_IDS,
  type Change,
  type ChangeId,
  changeOf,
  type Subsystem,
  subsystemOf,
} from '../kernel/history/history.ts';
import { RELEASES, type Release, releaseChanges } from '../kernel/history/releases.ts';

export interface KernelChange extends Change {
  id: ChangeId;
  subsystem: Subsystem;
}

export const changeEntry = (id: ChangeId): KernelChange => ({
  id,
  subsystem: subsystemOf(id),
  ...changeOf(id),
});

export interface ReleaseEntry {
  name: string;
  uname: string;
  /** How many changes it contains. */
  changes: number;
  /** What it has that the release before it in the list has not. */
  brings: ChangeId[];
  /** What the release before it has that it lacks. */
  drops: ChangeId[];
}

/** A stable release is told apart from the mainline one of its series, any other from the one before. */
const before = (release: Release): Release | undefined => {
  const mainline = RELEASES.filter(({ name, series }) => name === series);
  if (release.name !== release.series) return mainline.find(({ series }) => series === release.series);
  return mainline[mainline.indexOf(release) - 1];
};

/** Every release with what is new in it. */
export const releaseEntries = (): ReleaseEntry[] =>
  RELEASES.map((release) => {
    const is = releaseChanges(release);
    const earlier = before(release);
    const was = earlier === undefined ? is : releaseChanges(earlier);
    return {
      name: release.name,
      uname: release.uname,
      changes: is.length,
      brings: is.filter((id) => !was.includes(id)),
      drops: was.filter((id) => !is.includes(id)),
    };
  });

export interface Dossier extends KernelChange {
  /** Names of the releases that have it. */
  releases: string[];
  /** Changes that repair what it broke. */
  fixedBy: ChangeId[];
}

/** All that is known of a change. */
export const dossierOf = (id: ChangeId): Dossier => ({
  ...changeEntry(id),
  releases: RELEASES.filter((release) => releaseChanges(release).includes(id)).map(({ name }) => name),
  fixedBy: CHANGE_IDS.filter((other) => changeOf(other).fixes === id),
});
