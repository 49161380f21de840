/** A report of the lessons and drills that a learner has completed. */
import type { DrillScore } from '../machine/state/kept.ts';
import { counted } from '../views/base/text.ts';
import { scoreText } from './drills/words.ts';

export interface CourseReport {
  /** The folder; null for the course of memsim. */
  course: string | null;
  lessons: { number: number; id: string; minutes: number; done: boolean }[];
}

export interface ProgressReport {
  courses: CourseReport[];
  drills: Omit<DrillScore, 'seed' | 'next'>[];
}

function courseText({ course, lessons }: CourseReport): string {
  const done = lessons.filter((lesson) => lesson.done);
  const sum = (list: CourseReport['lessons']): number =>
    list.reduce((total, { minutes }) => total + minutes, 0);
  const head = `${course ?? 'the course of memsim'}: ${done.length} of ${counted(lessons.length, 'lesson')} done`;
  const time = `${sum(done)} of ${sum(lessons)} minutes`;
  const names = done.map(({ number, id }) => `  ${`${number}`.padStart(2)} ${id}\n`).join('');
  return `${head}, ${time}\n${names}`;
}

/** The report as text: courses with their completed lessons, then drills. */
export const progressText = ({ courses, drills }: ProgressReport): string =>
  courses.map(courseText).join('') + drills.map((score) => `drill ${scoreText(score)}`).join('');
