/** Lookup of releases and changes by user-supplied names; refusals suggest similar names. */
import { CHANGE_IDS, CHANGES, type ChangeId } from '../kernel/history/history.ts';
import { findRelease, RELEASES } from '../kernel/history/releases.ts';
import { didYouMean } from '../lib/closest.ts';
import { EXIT, refusal } from './refusal.ts';

/** The change with an id. */
export function knownChange(id: string): ChangeId {
  if (Object.hasOwn(CHANGES, id)) return id as ChangeId;
  const hint = didYouMean(id, CHANGE_IDS);
  throw refusal(
    `unknown change '${id}'${hint}; 'memsim kernel show' lists the changes of a release`,
    EXIT.usage,
  );
}

/** The release with a name, and its `uname -r`. */
export function knownRelease(version: string): NonNullable<ReturnType<typeof findRelease>> {
  const found = findRelease(version);
  if (found !== undefined) return found;
  const hint = didYouMean(
    version,
    RELEASES.map(({ name }) => name),
  );
  throw refusal(`unknown kernel '${version}'${hint}; 'memsim kernel list' has them all`, EXIT.usage);
}
