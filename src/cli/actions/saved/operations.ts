/** `memsim undo`, `redo` and `history`: the last commands that changed the machine, taken back and done again. */
import { shellWord } from '../../../lib/shell-word.ts';
import { refusal } from '../../../machine/refusal.ts';
import { type JsonFlag, printJson, report } from '../../output/print-model.ts';
import type { Session } from '../../session/session.ts';

const typed = (argv: readonly string[]): string => argv.map(shellWord).join(' ');

async function step(session: Session, way: 'undo' | 'redo', flags: JsonFlag): Promise<number> {
  const { slot, store, nested } = session;
  if (nested) throw refusal(`${way}: a script is one step: it has none within`);
  const operation = store.step(way);
  if (operation === undefined)
    throw refusal(`${way}: there is nothing to ${way}; 'memsim history' lists the commands`);
  const { machine, lessons } = await store.load();
  slot.machine = machine;
  slot.lessons = lessons;
  const place = way === 'undo' ? 'done' : 'undone';
  const left = store.operations().filter((other) => other.place === place).length;
  const more = left > 0 ? ` (${left} more to ${way})` : '';
  const nothing = machine === undefined ? '; nothing is booted' : '';
  const word = way === 'undo' ? 'undone' : 'done again';
  report(
    session,
    flags,
    { argv: operation.argv, left },
    `${word}: ${typed(operation.argv)}${more}${nothing}`,
  );
  return 0;
}

/** The machine as it was before the last command that changed it. */
export const undo = (session: Session, flags: JsonFlag): Promise<number> => step(session, 'undo', flags);

/** The machine as it was before the last undo. */
export const redo = (session: Session, flags: JsonFlag): Promise<number> => step(session, 'redo', flags);

/** Stands for the state before the first command. */
const BEFORE_ALL = '(nothing is booted)';

const MARKS = { done: ' ', present: '>', undone: '-' } as const;

/** Lists the commands that undo and redo reach, a line each: > led to the machine as it is, - is undone. */
export function history({ store, out }: Session, { json }: JsonFlag): number {
  const operations = store.operations();
  if (json) printJson(out, operations);
  else
    for (const { number, argv, place } of operations)
      out.write(`${MARKS[place]} ${`${number}`.padStart(4)}  ${typed(argv) || BEFORE_ALL}\n`);
  return 0;
}
