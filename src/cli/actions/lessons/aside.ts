/** Machines of the user that a lesson puts aside, and machines that lessons leave behind. */
import type { Progress } from '../../../lessons/progress.ts';
import { commandCount } from '../../../machine/command-log.ts';
import type { Machine } from '../../../machine/machine.ts';
import { checksum } from '../../../machine/state/checksum.ts';
import { putAside, reportKept } from '../../session/put-aside.ts';
import type { Session } from '../../session/session.ts';
import { keep, progressOf } from './place.ts';

/** A checksum that identifies a machine, by the command log that builds it. */
const sumOf = ({ commandLog }: Machine): string =>
  `${commandCount(commandLog)} ${checksum(Buffer.from(JSON.stringify(commandLog)))}`;

/** Notes the machine that a completed lesson leaves behind. */
export function noteLeftover({ slot }: Session, progress: Progress, aside: string | undefined): Progress {
  if (slot.machine === undefined) return progress;
  const leftover = { machine: sumOf(slot.machine), ...(aside !== undefined && { putAside: aside }) };
  return { ...progress, leftover };
}

/**
 * Puts the machine of the user aside, for a lesson or a drill. A machine that a lesson left behind, unchanged since,
 * does not count as the user's.
 *
 * @returns name of the snapshot of the user's machine; undefined when there was none
 */
export function asideFor(session: Session): string | undefined {
  const { slot } = session;
  const { current, leftover, ...rest } = progressOf(session);
  if (leftover !== undefined) keep(session, { ...rest, current });
  if (current !== null) return current.putAside;
  const isLeft =
    leftover !== undefined && slot.machine !== undefined && sumOf(slot.machine) === leftover.machine;
  if (isLeft) return leftover.putAside;
  const name = putAside(session, 'lesson', slot.machine);
  reportKept(session, name);
  return name;
}
