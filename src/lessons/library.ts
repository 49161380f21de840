/** Courses: folders of lesson files, which are read on demand. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, refusal } from '../machine/refusal.ts';
import type { Lesson } from './lesson.ts';
import { lessonName, readLesson } from './schema.ts';

/** A folder of lessons. */
export interface Course {
  /** Its absolute path; undefined for the course that comes with memsim. */
  folder?: string | undefined;
  /** Files of the lessons, by number. */
  files: readonly string[];
  /** Reads the lesson of a file. */
  read(file: string): Lesson;
}

const numberOf = (file: string): number => lessonName(file)?.number ?? 0;

/** The lesson files among names, in the order of the course. */
export const lessonFiles = (names: readonly string[]): string[] =>
  names
    .filter((file) => lessonName(file) !== undefined)
    .sort((a, b) => numberOf(a) - numberOf(b) || (a < b ? -1 : 1));

/** The course in a folder of the package. */
export const packagedCourse = (folder: string): Course => ({
  files: lessonFiles(readdirSync(folder)),
  read: (file) => readLesson(readFileSync(join(folder, file), 'utf8'), file),
});

/** Every lesson of a course. */
export const lessonsOf = ({ files, read }: Course): Lesson[] => files.map(read);

/** The file of the lesson with an id or number; undefined for an unknown one. */
export const lessonFileOf = ({ files }: Course, name: string): string | undefined =>
  files.find((file) => {
    const { id, number } = lessonName(file)!;
    return file === name || id === name || String(number) === name;
  });

/** The lesson with an id or number, or of a file; refuses an unknown one. */
export function findLesson(course: Course, name: string): Lesson {
  const file = lessonFileOf(course, name);
  const list = course.folder === undefined ? 'lesson list' : `lesson list ${course.folder}`;
  if (file === undefined) throw refusal(`no lesson '${name}'; see 'memsim ${list}'`, EXIT.usage);
  return course.read(file);
}
