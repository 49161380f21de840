/** Courses of lessons: the one of the package, and folders of the user. */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { foreignCommand } from '../../lessons/commands.ts';
import { drillKind, drillLesson, type Kind, kindOf } from '../../lessons/drills/kinds.ts';
import type { Lesson } from '../../lessons/lesson.ts';
import { type Course, lessonFileOf, lessonFiles, packagedCourse } from '../../lessons/library.ts';
import { MAX_TEXT } from '../../lessons/limits.ts';
import type { Current } from '../../lessons/progress.ts';
import { lessonName, readLesson } from '../../lessons/schema.ts';
import { didYouMean } from '../../lib/closest.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { runsOnScratch } from '../dispatch/trial-environment.ts';
import { isFolder } from './is-folder.ts';

/** Bytes of a character in UTF-8, at most. */
const UTF8_BYTES = 4;
const MAX_LESSONS = 500;

const lessonFolder = (packageRoot: string): string => join(packageRoot, 'fixtures', 'lessons');

/** The course that comes with memsim. */
export const ownCourse = (packageRoot: string): Course => packagedCourse(lessonFolder(packageRoot));

const unreadable = (path: string, error: unknown): Error =>
  refusal(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? error})`, EXIT.failed);

/** The text of a lesson file; refuses one above the limit without reading it to its end. */
export function lessonText(path: string): string {
  const most = MAX_TEXT * UTF8_BYTES;
  const buffer = Buffer.alloc(most + 1);
  let length = 0;
  try {
    const fd = openSync(path, 'r');
    try {
      for (let read = -1; read !== 0 && length <= most; length += read)
        read = readSync(fd, buffer, length, buffer.length - length, null);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  if (length > most) throw refusal(`${path}: larger than ${MAX_TEXT / 1024} KiB`, EXIT.failed);
  return buffer.toString('utf8', 0, length);
}

/** Number and id in the name of a lesson file; refuses another form of name. */
export function requiredName(path: string): { number: number; id: string } {
  const name = lessonName(basename(path));
  if (name !== undefined) return name;
  throw refusal(`${path}: a lesson's file is called NN-name.json, as in 01-my-bug.json`, EXIT.usage);
}

/** A lesson of the user; refuses one that is invalid, or has commands that use more than the emulated machine. */
function readOwn(folder: string, file: string): Lesson {
  const path = join(folder, file);
  const text = lessonText(path);
  let lesson: Lesson;
  try {
    lesson = readLesson(text, file);
  } catch (error) {
    throw refusal(`${folder}/${(error as Error).message}`, EXIT.failed);
  }
  const fault = foreignCommand(lesson, runsOnScratch);
  if (fault !== undefined) throw refusal(`${path}: ${fault.message}`, EXIT.failed);
  return lesson;
}

/** Names of the lesson files in a folder of the user, in the order of the course. */
export function lessonFilesIn(folder: string): string[] {
  let files: string[];
  try {
    files = lessonFiles(readdirSync(folder));
  } catch (error) {
    throw unreadable(folder, error);
  }
  if (files.length === 0) throw refusal(`${folder}: no lessons (NN-name.json) in this folder`, EXIT.failed);
  if (files.length > MAX_LESSONS) throw refusal(`${folder}: more than ${MAX_LESSONS} lessons`, EXIT.failed);
  return files;
}

/** The course in a folder of the user. */
export function courseIn(folder: string): Course {
  const path = resolve(folder);
  return { folder: path, files: lessonFilesIn(path), read: (file) => readOwn(path, file) };
}

/** A course, and the file of the lesson that was named with it. */
export interface Named {
  course: Course;
  file?: string | undefined;
}

/** The refusal of a word that names no lesson of a course, with names that are close. */
function noLesson(word: string, { files }: Course): Error {
  const hint = didYouMean(
    word,
    files.map((file) => lessonName(file)!.id),
  );
  return refusal(`no lesson '${word}', and no such folder${hint}; see 'memsim lesson list'`, EXIT.usage);
}

/**
 * The course that a word names: a folder, a lesson file, or a lesson of the package by name or number.
 * Without a word, the course of the package.
 */
export function namedCourse(packageRoot: string, word: string | undefined): Named {
  const own = ownCourse(packageRoot);
  if (word === undefined) return { course: own };
  const file = lessonFileOf(own, word);
  if (file !== undefined) return { course: own, file };
  if (isFolder(word)) return { course: courseIn(word) };
  if (!word.includes('/') && !word.endsWith('.json')) throw noLesson(word, own);
  requiredName(word);
  lessonText(word);
  return { course: courseIn(dirname(word)), file: basename(word) };
}

/** The course of the current lesson. */
export const currentCourse = (packageRoot: string, { course }: Pick<Current, 'course'>): Course =>
  course === undefined ? ownCourse(packageRoot) : courseIn(course);

/** The lesson of a drill without its task, which takes time to generate: the allowed commands, and how to print it. */
function drillWithoutTask(kind: Kind): Lesson {
  const { about, answer } = drillKind(kind);
  const text = [
    `A drill: ${about}.`,
    `'memsim lesson goal' prints the task, 'memsim lesson answer ${answer}' answers.`,
  ];
  const start = { platform: '', kernel: '', cmdline: '', commands: [] };
  return drillLesson(kind, { number: 1, start, text, hint: about });
}

/** The current lesson. A refusal names `lesson stop`, since every command reads the current lesson. */
export function currentLesson(packageRoot: string, current: Current): Lesson {
  if (current.drill !== undefined) return drillWithoutTask(kindOf(current.drill.kind));
  try {
    const course = currentCourse(packageRoot, current);
    const file = lessonFileOf(course, current.lesson);
    if (file !== undefined) return course.read(file);
    throw refusal(`lesson ${current.lesson} is not in ${course.folder ?? 'this version of memsim'}`);
  } catch (error) {
    throw refusal(`${(error as Error).message}; 'memsim lesson stop' leaves the lesson`, EXIT.failed);
  }
}
