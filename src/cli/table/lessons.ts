/** The course: lessons on machines of their own. */
import { jsonOption, pictureOptions } from './options.ts';
import type { Family, Row } from './row.ts';

const EXAMPLES = `
A lesson puts up its own machine in place of the present one. While it is on,
only its commands and those that look run.

Examples:
  memsim lesson list
  memsim lesson start what-is-a-section
  memsim lesson show-solution | memsim run -
  memsim lesson check
`;

export const LESSON_FAMILIES: readonly Family[] = [
  { word: 'lesson', about: 'learn by doing', after: EXAMPLES },
];

/** What all commands of the family have in common. */
const LESSON = { group: 'machine', inLessons: true, notOnScratch: true } as const;

const actions = () => import('../actions/lesson.ts');

export const LESSON_ROWS: readonly Row[] = [
  {
    ...LESSON,
    words: 'lesson list',
    about: 'the lessons; x is done, > is on',
    access: 'read',
    define: jsonOption,
    load: async () => (await actions()).listLessons,
  },
  {
    ...LESSON,
    words: 'lesson start',
    about: 'begin a lesson',
    access: 'write',
    define: (command) =>
      void command.argument('[lesson]', 'its name or number; without it the first that was not done'),
    load: async () => (await actions()).startLesson,
  },
  {
    ...LESSON,
    words: 'lesson goal',
    about: 'the text and the goals of the step',
    access: 'read',
    define: (command) => void jsonOption(pictureOptions(command)),
    load: async () => (await actions()).showGoal,
  },
  {
    ...LESSON,
    words: 'lesson hint',
    about: 'a hint, one more each time',
    access: 'write',
    load: async () => (await actions()).giveHint,
  },
  {
    ...LESSON,
    words: 'lesson check',
    about: 'which goals are met; when all are, the next step',
    access: 'write',
    define: jsonOption,
    load: async () => (await actions()).checkStep,
  },
  {
    ...LESSON,
    words: 'lesson show-solution',
    about: 'commands that solve the step; nothing is run',
    access: 'read',
    load: async () => (await actions()).showSolution,
  },
  {
    ...LESSON,
    words: 'lesson reset',
    about: 'begin the step again',
    access: 'write',
    load: async () => (await actions()).resetStep,
  },
  {
    ...LESSON,
    words: 'lesson stop',
    about: 'leave the lesson; the machine stays',
    access: 'write',
    load: async () => (await actions()).stopLesson,
  },
];
