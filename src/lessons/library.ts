/** The built-in lessons, in the order of the course. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, refusal } from '../machine/refusal.ts';
import type { Lesson } from './lesson.ts';
import { lessonName, readLesson } from './schema.ts';

/** Every lesson of a folder. */
export function readLessons(folder: string): Lesson[] {
  return readdirSync(folder)
    .filter((file) => lessonName(file) !== undefined)
    .map((file) => readLesson(readFileSync(join(folder, file), 'utf8'), file))
    .sort((a, b) => a.number - b.number);
}

/** The lesson with an id or number; refuses an unknown one. */
export function findLesson(lessons: Lesson[], name: string): Lesson {
  const found = lessons.find(({ id, number }) => id === name || String(number) === name);
  if (found === undefined) throw refusal(`no lesson '${name}': see 'memsim lesson list'`, EXIT.usage);
  return found;
}
