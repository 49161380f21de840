/** Kinds of drills, their descriptions and the commands that they allow. Loads no code of the model. */
import { closest } from '../../lib/closest.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import type { Lesson, Step } from '../lesson.ts';

export interface DrillKind {
  about: string;
  /** The form of an answer: `SIZE`. */
  answer: string;
  /** Beginnings of the state-changing commands that a task takes. */
  allowed: readonly string[];
  /** Commands that would show the answer. */
  withheld: readonly string[];
  /** Commands that change the machine until a task is solved, where it takes any. */
  commands?: number;
}

const TRIALS = ['compare', 'sweep', 'bisect'];

export const DRILLS = {
  memmap: {
    about: 'choose a memmap= that maps without loss',
    answer: 'memmap=SIZE!START',
    allowed: ['reboot'],
    withheld: TRIALS,
    commands: 1,
  },
  usable: {
    about: 'predict the usable size of a namespace',
    answer: 'SIZE',
    allowed: [],
    withheld: ['explain', ...TRIALS],
  },
  shared: {
    about: 'name the sections that two owners share',
    answer: 'SECTION[,SECTION..]',
    allowed: [],
    withheld: ['sections', 'map', 'pfn', 'explain', ...TRIALS],
  },
  change: {
    about: 'find the kernel change that makes a difference',
    answer: 'CHANGE',
    allowed: ['reboot', 'create-namespace', 'destroy-namespace', 'disable-namespace', 'daxctl'],
    withheld: [],
  },
} satisfies Record<string, DrillKind>;

export type Kind = keyof typeof DRILLS;
export const KINDS = Object.keys(DRILLS) as Kind[];

/** The properties of a kind, typed with all optional fields. */
export const drillKind = (kind: Kind): DrillKind => DRILLS[kind];

/** The kind with a name; refuses an unknown one. */
export function kindOf(name: string): Kind {
  const kind = KINDS.find((known) => known === name);
  if (kind !== undefined) return kind;
  const [meant] = closest(name, KINDS);
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  throw refusal(`no drill '${name}'${hint}: there are ${KINDS.join(', ')}`, EXIT.usage);
}

/** Minutes of a task, for lists of lessons. */
const MINUTES = 5;

/** The id of a drill as a lesson. */
export const drillLessonId = (kind: Kind): string => `drill-${kind}`;

/** The parts of a lesson that a task determines. */
interface TaskParts extends Pick<Lesson, 'number' | 'start'> {
  /** Paragraphs. */
  text: string[];
  hint: string;
}

/** A drill as a lesson with one step, without goals: the task itself judges the answer. */
export function drillLesson(kind: Kind, { number, start, text, hint }: TaskParts): Lesson {
  const { about, allowed, answer } = drillKind(kind);
  const step: Step = {
    text,
    teaches: [],
    goals: [],
    hints: [{ text: hint }],
    solution: [`lesson answer ${answer}`],
  };
  return {
    id: drillLessonId(kind),
    number,
    title: `Drill ${kind}`,
    about,
    minutes: MINUTES,
    start,
    allowed: [...allowed],
    steps: [step],
  };
}

/** Refuses a command that would show the answer. */
export function refuseWithheld(kind: Kind, command: string): void {
  if (!drillKind(kind).withheld.includes(command)) return;
  throw refusal(`'${command}' would show the answer of this drill, as 'memsim lesson show-solution' does`);
}
