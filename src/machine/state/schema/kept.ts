/** The schema of a state folder's whole record. */
import type {
  CourseProgress,
  CurrentDrill,
  CurrentLesson,
  DrillScore,
  Kept,
  Leftover,
  LessonProgress,
  Operation,
} from '../kept.ts';
import { hasHiddenKey } from './hidden-key.ts';
import { flag, list, maybe, orNull, record, text, whole, word } from './parts.ts';
import { badReference } from './references.ts';
import { faultIn, savedMachine } from './saved-machine.ts';

const operation = record<Operation>()({ number: whole, argv: list(text) });

const drill = record<CurrentDrill>()({ kind: word, seed: whole, number: whole, base: whole, shown: flag });
const score = record<DrillScore>()({
  kind: word,
  solved: whole,
  wrong: whole,
  shown: whole,
  seed: whole,
  next: whole,
});

const lessons = record<LessonProgress>()({
  current: orNull(
    record<CurrentLesson>()({
      lesson: word,
      step: whole,
      hints: whole,
      putAside: maybe(word),
      course: maybe(word),
      drill: maybe(drill),
    }),
  ),
  done: list(word),
  courses: maybe(list(record<CourseProgress>()({ folder: word, done: list(word) }))),
  drills: maybe(list(score)),
  leftover: maybe(record<Leftover>()({ machine: word, putAside: maybe(word) })),
});

const kept = record<Kept>()({ operation, lessons, machine: orNull(savedMachine) });

/**
 * Checks a record that was read from a file.
 *
 * @returns the record, or the field that is not as memsim writes it
 */
export function checkKept(value: unknown): { kept: Kept } | { error: string } {
  if (hasHiddenKey(value)) return { error: '__proto__' };
  const result = kept.safeParse(value);
  if (!result.success) return { error: faultIn(result.error) };
  const { machine } = result.data;
  const error = machine === null ? undefined : badReference(machine);
  return error === undefined ? { kept: value as Kept } : { error };
}
