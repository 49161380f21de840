/** Commands of the course. */
import type { Command } from 'commander';
import { MAX_SEED } from '../../lib/rng.ts';
import { collect, jsonOption, pictureOptions } from './options.ts';
import type { Family, Row } from './row.ts';
import { wholeNumber } from './whole-number.ts';

const EXAMPLES = `
A lesson replaces the machine with its own. During a lesson only its commands
and read-only ones run.

Examples:
  memsim lesson list
  memsim lesson start what-is-a-section
  memsim lesson show-solution | memsim run -
  memsim lesson check
`;

const MAX_MINUTES = 60;

const outputOption = (command: Command): Command =>
  command.option('-o, --output <file>', 'the file to write; default: standard output');

const HANDOUT_EXAMPLES = `
Examples:
  memsim lesson handout -o course.html
  memsim lesson handout 7 --solutions -o lesson-7.html
`;

const DRILL_EXAMPLES = `
The same seed gives the same tasks to everybody. 'lesson goal' prints the task
again, 'lesson hint' the rule, 'lesson show-solution' the answer.

Examples:
  memsim lesson drill usable
  memsim lesson answer 1006M
  memsim lesson drill memmap --seed 7
`;

const NEW_EXAMPLES = `
The goals are what the solution changes. On a terminal, 'memsim lesson new'
alone asks.

Examples:
  memsim lesson new course --title 'A small namespace' \\
    --solution 'create-namespace -s 64M'
  memsim lesson new course --title 'My bug' --from bug.memsim \\
    --solution 'reboot --kernel 6.12'
`;

const TEST_EXAMPLES = `
Prints a line FILE:LINE: FIELD .. for each finding, and exits with 1 if there
are any.

Examples:
  memsim lesson test course/01-my-bug.json
  memsim lesson test course
`;

export const LESSON_FAMILIES: readonly Family[] = [
  { word: 'lesson', group: 'shell', about: 'learn with exercises', after: EXAMPLES },
];

/** Properties of all commands of the family. */
const LESSON = { group: 'shell', inLessons: true, notOnScratch: true } as const;

/** Titles in the help of the family. */
const [LEARN, DRILLS, TEACH] = ['To learn', 'Drills', 'To teach'] as const;

const course = () => import('../actions/lessons/course.ts');
const drill = () => import('../actions/lessons/drill.ts');
const teach = () => import('../actions/lessons/teach.ts');
const step = () => import('../actions/lessons/step.ts');

export const LESSON_ROWS: readonly Row[] = [
  {
    ...LESSON,
    words: 'lesson list',
    part: LEARN,
    about: 'list the lessons: x marks done, > current',
    access: 'read',
    define: (command) => void jsonOption(command.argument('[folder]', 'a course of your own')),
    load: async () => (await course()).listLessons,
  },
  {
    ...LESSON,
    words: 'lesson start',
    part: LEARN,
    about: 'start a lesson',
    access: 'write',
    define: (command) =>
      void jsonOption(
        command
          .argument('[lesson]', 'name or number, a lesson file, or a folder of them')
          .argument('[name]', 'the lesson of the folder; default: the first that is not done'),
      ),
    load: async () => (await course()).startLesson,
  },
  {
    ...LESSON,
    words: 'lesson goal',
    part: LEARN,
    about: 'print the text and the goals of the step',
    access: 'read',
    define: (command) => void jsonOption(pictureOptions(command)),
    load: async () => (await step()).showGoal,
  },
  {
    ...LESSON,
    words: 'lesson hint',
    part: LEARN,
    about: 'print a hint, one more each time',
    access: 'write',
    define: jsonOption,
    load: async () => (await step()).giveHint,
  },
  {
    ...LESSON,
    words: 'lesson check',
    part: LEARN,
    about: 'check the goals; continue when all are met',
    access: 'write',
    define: jsonOption,
    load: async () => (await step()).checkStep,
  },
  {
    ...LESSON,
    words: 'lesson show-solution',
    part: LEARN,
    about: 'print commands that solve the step',
    access: 'write',
    define: jsonOption,
    load: async () => (await step()).showSolution,
  },
  {
    ...LESSON,
    words: 'lesson reset',
    part: LEARN,
    about: 'start the step again',
    access: 'write',
    define: jsonOption,
    load: async () => (await step()).resetStep,
  },
  {
    ...LESSON,
    words: 'lesson stop',
    part: LEARN,
    about: 'leave the lesson; the machine of before comes back',
    access: 'write',
    define: jsonOption,
    load: async () => (await course()).stopLesson,
  },
  {
    ...LESSON,
    words: 'lesson drill',
    part: DRILLS,
    about: 'give a generated task; the model checks the answer',
    access: 'write',
    define: (command) =>
      void jsonOption(
        command
          .argument('[kind]', 'memmap, usable, shared or change; default: list them with your scores')
          .option('--seed <number>', 'the tasks of another seed, from its first', wholeNumber(MAX_SEED)),
      ),
    after: DRILL_EXAMPLES,
    load: async () => (await drill()).startDrill,
  },
  {
    ...LESSON,
    words: 'lesson answer',
    part: DRILLS,
    about: 'answer the task of a drill; goes on when it is right',
    access: 'write',
    define: (command) => void jsonOption(command.argument('<value...>', 'as the task names it')),
    load: async () => (await drill()).answerDrill,
  },
  {
    ...LESSON,
    words: 'lesson progress',
    part: LEARN,
    about: 'show what you have done, or write it to a file',
    access: 'read',
    define: (command) => void jsonOption(outputOption(command)),
    load: async () => (await teach()).progress,
  },
  {
    ...LESSON,
    words: 'lesson handout',
    part: TEACH,
    about: 'write a course as a page to print',
    access: 'none',
    define: (command) =>
      void jsonOption(outputOption(command))
        .argument('[course]', 'a lesson, a lesson file, or a folder; default: the course of memsim')
        .option('--solutions', 'with the solutions on pages of their own at the end'),
    after: HANDOUT_EXAMPLES,
    load: async () => (await teach()).handout,
  },
  {
    ...LESSON,
    words: 'lesson cast',
    part: TEACH,
    about: 'record the solution of a lesson as an asciicast',
    access: 'none',
    define: (command) =>
      void jsonOption(outputOption(command))
        .argument('<lesson>', 'name or number, a lesson file, or a folder of them')
        .argument('[name]', 'the lesson of the folder'),
    load: async () => (await teach()).castLesson,
  },
  {
    ...LESSON,
    words: 'lesson new',
    part: TEACH,
    about: 'write a lesson file from a machine and a solution',
    access: 'read',
    asks: true,
    define: (command) =>
      void jsonOption(
        command
          .argument('<folder>', 'the course; a new folder is made')
          .option('--title <text>', 'the title, from which the file has its name')
          .option('--about <text>', 'one line for the list')
          .option('--minutes <number>', 'minutes that it takes', wholeNumber(MAX_MINUTES))
          .option('--text <paragraph>', 'what the learner reads (repeatable)', collect)
          .option('--solution <command>', 'a command that solves it (repeatable)', collect)
          .option('--from <file>', 'begin with an exported machine; default: a copy of yours')
          .option('--platform <name|file>', 'begin with new hardware')
          .option('--kernel <version>', 'its kernel')
          .option('--cmdline <words>', "the kernel's command line")
          .option('--start <command>', 'a command before the lesson begins (repeatable)', collect),
      ),
    after: NEW_EXAMPLES,
    load: async () => (await import('../actions/lessons/new.ts')).newLesson,
  },
  {
    ...LESSON,
    words: 'lesson test',
    part: TEACH,
    about: 'prove lesson files: start, goals, solution, hints, texts',
    access: 'none',
    define: (command) => void jsonOption(command.argument('<file>', 'a lesson file, or a folder of them')),
    after: TEST_EXAMPLES,
    load: async () => (await import('../actions/lessons/test.ts')).testLessons,
  },
];
