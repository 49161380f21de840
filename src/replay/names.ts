/**
 * Names that a machine makes up for itself. The recorded machine and ours choose different uuids, so each
 * recorded one stands for the one of ours in its place: equal stays equal, different stays different.
 * A uuid that was given on a command line is no name: it must come back as it is.
 */

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const NIL = '00000000-0000-0000-0000-000000000000';

export interface Names {
  /** Recorded uuid to ours. */
  ours: Map<string, string>;
  /** Our uuid to the recorded one. */
  recorded: Map<string, string>;
  /** Uuids that are themselves. */
  given: Set<string>;
}

export const newNames = (): Names => ({ ours: new Map(), recorded: new Map(), given: new Set([NIL]) });

/** Notes the uuids of a command line. */
export function giveNames(names: Names, argv: string[]): void {
  for (const argument of argv) for (const [uuid] of argument.matchAll(UUID)) names.given.add(uuid);
}

function pairsUp(names: Names, recorded: string, ours: string): boolean {
  if (names.given.has(recorded) || names.given.has(ours)) return recorded === ours;
  const known = names.ours.get(recorded);
  if (known !== undefined) return known === ours;
  return !names.recorded.has(ours);
}

/**
 * True when the texts are equal up to made-up uuids that agree with all that was seen before; then, and
 * only then, their new uuids are noted as pairs.
 */
export function sameText(names: Names, recorded: string, ours: string): boolean {
  const a = recorded.split(UUID);
  const b = ours.split(UUID);
  if (a.length !== b.length || a.some((part, i) => part !== b[i])) return false;
  if (a.length === 1) return true;
  const theirs = recorded.match(UUID) ?? [];
  const mine = ours.match(UUID) ?? [];
  const trial = { ours: new Map<string, string>(), recorded: new Map<string, string>() };
  for (const [i, uuid] of theirs.entries()) {
    const other = mine[i]!;
    if (!pairsUp(names, uuid, other)) return false;
    if (names.given.has(uuid)) continue;
    if ((trial.ours.get(uuid) ?? other) !== other) return false;
    if ((trial.recorded.get(other) ?? uuid) !== uuid) return false;
    trial.ours.set(uuid, other);
    trial.recorded.set(other, uuid);
  }
  for (const [uuid, other] of trial.ours) {
    names.ours.set(uuid, other);
    names.recorded.set(other, uuid);
  }
  return true;
}

/** The text with its uuids masked, to find lines that may be the same. */
export const maskNames = (text: string): string => text.replace(UUID, 'UUID');
