/** The command table: one row a command. Lists keep its order in each group. */
import { DIAGNOSIS_ROWS } from './diagnosis.ts';
import { EXPERIMENT_ROWS } from './experiments.ts';
import { FILE_ROWS } from './files.ts';
import { HOTPLUG_FAMILIES, HOTPLUG_ROWS } from './hotplug.ts';
import { KERNEL_FAMILIES, KERNEL_ROWS } from './kernels.ts';
import { LESSON_FAMILIES, LESSON_ROWS } from './lessons.ts';
import { MACHINE_ROWS } from './machine.ts';
import type { Family, Row } from './row.ts';
import { SCRIPT_ROWS } from './scripts.ts';
import { SHARING_FAMILIES, SHARING_ROWS } from './sharing.ts';
import { SHELL_ROWS } from './shell.ts';
import { TOOL_ROWS } from './tools.ts';
import { VIEW_ROWS } from './views.ts';

export const TABLE: readonly Row[] = [
  ...MACHINE_ROWS,
  ...VIEW_ROWS,
  ...FILE_ROWS,
  ...HOTPLUG_ROWS,
  ...KERNEL_ROWS,
  ...EXPERIMENT_ROWS,
  ...DIAGNOSIS_ROWS,
  ...SCRIPT_ROWS,
  ...LESSON_ROWS,
  ...SHELL_ROWS,
  ...SHARING_ROWS,
  ...TOOL_ROWS,
];

const FAMILIES = new Map(
  [...HOTPLUG_FAMILIES, ...KERNEL_FAMILIES, ...LESSON_FAMILIES, ...SHARING_FAMILIES].map((family) => [
    family.word,
    family,
  ]),
);

/** The family of a first word: `kernel`, `lesson`. */
export const familyNamed = (word = ''): Family | undefined => FAMILIES.get(word);

/** The name of a command, or of its family. */
export const firstWord = ({ words }: Row): string => words.split(' ')[0]!;

const BY_WORDS = new Map(TABLE.map((row) => [row.words, row]));

/** The row of a command line. */
export const rowOf = ([first = '', second = '']: readonly string[]): Row | undefined =>
  (FAMILIES.has(first) ? BY_WORDS.get(`${first} ${second}`) : undefined) ?? BY_WORDS.get(first);

/** The words behind those of the row. */
export const operandsOf = ({ words }: Row, argv: readonly string[]): readonly string[] =>
  argv.slice(words.split(' ').length);

/** Tests for `ndctl ..`, `daxctl ..` and the verbs of ndctl. */
export const isToolCall = (argv: readonly string[]): boolean => rowOf(argv)?.passThrough !== undefined;
