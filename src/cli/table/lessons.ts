/** Commands of the course. */
import { jsonOption, pictureOptions } from './options.ts';
import type { Family, Row } from './row.ts';

const EXAMPLES = `
A lesson replaces the machine with its own. During a lesson only its commands
and read-only ones run.

Examples:
  memsim lesson list
  memsim lesson start what-is-a-section
  memsim lesson show-solution | memsim run -
  memsim lesson check
`;

export const LESSON_FAMILIES: readonly Family[] = [
  { word: 'lesson', group: 'shell', about: 'learn with exercises', after: EXAMPLES },
];

/** Properties of all commands of the family. */
const LESSON = { group: 'shell', inLessons: true, notOnScratch: true } as const;

const actions = () => import('../actions/lesson.ts');

export const LESSON_ROWS: readonly Row[] = [
  {
    ...LESSON,
    words: 'lesson list',
    about: 'list the lessons: x marks done, > current',
    access: 'read',
    define: jsonOption,
    load: async () => (await actions()).listLessons,
  },
  {
    ...LESSON,
    words: 'lesson start',
    about: 'start a lesson',
    access: 'write',
    define: (command) =>
      void jsonOption(
        command.argument('[lesson]', 'its name or number; default: the first that is not done'),
      ),
    load: async () => (await actions()).startLesson,
  },
  {
    ...LESSON,
    words: 'lesson goal',
    about: 'print the text and the goals of the step',
    access: 'read',
    define: (command) => void jsonOption(pictureOptions(command)),
    load: async () => (await actions()).showGoal,
  },
  {
    ...LESSON,
    words: 'lesson hint',
    about: 'print a hint, one more each time',
    access: 'write',
    define: jsonOption,
    load: async () => (await actions()).giveHint,
  },
  {
    ...LESSON,
    words: 'lesson check',
    about: 'check the goals; continue when all are met',
    access: 'write',
    define: jsonOption,
    load: async () => (await actions()).checkStep,
  },
  {
    ...LESSON,
    words: 'lesson show-solution',
    about: 'print commands that solve the step',
    access: 'read',
    define: jsonOption,
    load: async () => (await actions()).showSolution,
  },
  {
    ...LESSON,
    words: 'lesson reset',
    about: 'start the step again',
    access: 'write',
    define: jsonOption,
    load: async () => (await actions()).resetStep,
  },
  {
    ...LESSON,
    words: 'lesson stop',
    about: 'leave the lesson; the machine of before comes back',
    access: 'write',
    define: jsonOption,
    load: async () => (await actions()).stopLesson,
  },
];
