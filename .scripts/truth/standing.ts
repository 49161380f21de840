/** The standing of a release: the way its behaviour for a kind of memory is known. */
import { type ChangeId, changeOf, subsystemOf } from '../../src/kernel/history/history.ts';
import { RELEASES, type Release, releaseChanges } from '../../src/kernel/history/releases.ts';
import type { Counts, Surface } from './counts.ts';
import { KINDS, type Kind, type KindId } from './kinds.ts';

/** The content of a cell; `from` is the recorded release nearest to it. */
export type Standing =
  | { is: 'recorded'; recorded: number; matched: number }
  /** The release's source was read. */
  | { is: 'read'; from: string | undefined }
  /** Known are commits, and messages about them, that make it differ from the recorded release. */
  | { is: 'reported'; from: string | undefined }
  /** Nothing is known that makes it differ from the recorded release. */
  | { is: 'unverified'; from: string | undefined }
  | { is: 'absent' };

const age = (name: string): number => RELEASES.findIndex((release) => release.name === name);

/** Changes that one of two releases has and the other has not, in the subsystems of a kind. */
function differing(a: Release, b: Release, { subsystems }: Kind): ChangeId[] {
  const other = new Set(releaseChanges(b));
  const own = new Set(releaseChanges(a));
  return [...own, ...other].filter(
    (id) => own.has(id) !== other.has(id) && subsystems.includes(subsystemOf(id)),
  );
}

/** The recorded release nearest to another in time, the earlier one of two as near. */
function nearest(release: Release, kind: KindId, surface: Surface, counts: Counts): Release | undefined {
  const recorded = RELEASES.filter(({ name }) => counts[name]?.[kind]?.[surface] !== undefined);
  const distance = ({ name }: Release): number => Math.abs(age(name) - age(release.name));
  return recorded.sort((a, b) => distance(a) - distance(b))[0];
}

/** A kind that nobody recorded is read where the release has a change that brought it, by its commit. */
const isRead = (release: Release, { brought = [] }: Kind): boolean =>
  brought.some((id) => releaseChanges(release).includes(id) && changeOf(id).commit !== undefined);

/** The standing of a release for a kind of memory on one surface. */
export function standingOf(release: Release, kind: KindId, surface: Surface, counts: Counts): Standing {
  const count = counts[release.name]?.[kind]?.[surface];
  if (count !== undefined) return { is: 'recorded', recorded: count[0], matched: count[1] };
  if (age(release.series) < age(KINDS[kind].since)) return { is: 'absent' };
  const near = nearest(release, kind, surface, counts);
  if (near === undefined)
    return { is: isRead(release, KINDS[kind]) ? 'read' : 'unverified', from: undefined };
  const from = near.name;
  if (release.evidence === 'read') return { is: 'read', from };
  return { is: differing(release, near, KINDS[kind]).length === 0 ? 'unverified' : 'reported', from };
}
