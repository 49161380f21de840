/** The step of the lesson with its goals, or the task of a drill; without one, the list of all. */
import { currentPlace } from '../../cli/actions/lessons/place.ts';
import type { Host } from '../../cli/session/host.ts';
import { type Mark, markGoals, type Place } from '../../lessons/course.ts';
import { DRILLS, type DrillKind, KINDS } from '../../lessons/drills/kinds.ts';
import type { Lesson, Step } from '../../lessons/lesson.ts';
import { isRefusal } from '../../machine/refusal.ts';
import type { LessonProgress } from '../../machine/state/kept.ts';
import { button, element } from '../dom.ts';
import type { Moment } from './moment.ts';

/** Types a command line at the prompt and runs it. */
type TypeLine = (line: string) => void;

function lessonRow(lesson: Lesson, { done }: LessonProgress, type: TypeLine): HTMLElement {
  const isDone = done.includes(lesson.id);
  return element(
    'li',
    { class: isDone ? 'done' : '', attributes: { value: `${lesson.number}` } },
    button(lesson.title, () => type(`lesson start ${lesson.id}`), lesson.about),
    element('span', { class: 'facts' }, `${lesson.minutes} min${isDone ? ', done' : ''}`),
  );
}

function goalRow({ text, met, found }: Mark): HTMLElement {
  return element(
    'li',
    { class: met ? 'goal met' : 'goal' },
    element('span', { class: 'state' }, met ? 'met' : 'not met'),
    element('span', {}, text, found !== undefined && element('span', { class: 'facts' }, `found: ${found}`)),
  );
}

function stepText({ text, teaches }: Step): HTMLElement[] {
  const taught = teaches.flatMap(({ command, about }) => [
    element('dt', {}, element('code', {}, command)),
    element('dd', {}, about),
  ]);
  return [
    ...text.map((paragraph) => element('p', {}, paragraph)),
    ...(taught.length > 0 ? [element('dl', {}, ...taught)] : []),
  ];
}

function listOf(lessons: readonly Lesson[], progress: LessonProgress, type: TypeLine): HTMLElement[] {
  const drills = KINDS.map((kind) => button(kind, () => type(`lesson drill ${kind}`), DRILLS[kind].about));
  return [
    element('ol', { class: 'lessons' }, ...lessons.map((one) => lessonRow(one, progress, type))),
    element('p', { class: 'buttons drills' }, element('span', {}, 'Drills:'), ...drills),
  ];
}

function answerForm(drill: string): HTMLElement[] {
  const kind = KINDS.find((one) => one === drill);
  if (kind === undefined) return [];
  return [element('p', {}, 'Answer: ', element('code', {}, `lesson answer ${DRILLS[kind].answer}`))];
}

function stepOf({ lesson, step, current }: Place, goals: Mark[], type: TypeLine): HTMLElement[] {
  const allMet = goals.length > 0 && goals.every(({ met }) => met);
  const { drill } = current;
  const place =
    drill === undefined ? `step ${current.step + 1} of ${lesson.steps.length}` : `task ${drill.number}`;
  return [
    element('h3', {}, drill === undefined ? `${lesson.number}. ${lesson.title}` : lesson.title),
    element('p', { class: 'facts' }, place),
    ...stepText(step),
    ...(drill === undefined ? [] : answerForm(drill.kind)),
    ...(goals.length > 0
      ? [element('h4', {}, 'Goals'), element('ul', { class: 'goals' }, ...goals.map(goalRow))]
      : []),
    element(
      'p',
      { class: allMet ? 'buttons met' : 'buttons' },
      goals.length > 0 && button(allMet ? 'Go on' : 'Check', () => type('lesson check'), 'lesson check'),
      button('Hint', () => type('lesson hint'), 'lesson hint'),
      button('Start again', () => type('lesson reset'), 'lesson reset'),
      button('Leave', () => type('lesson stop'), 'lesson stop'),
    ),
  ];
}

/**
 * Draws the lesson.
 *
 * @returns `2 of 3 goals met`; undefined without goals
 */
export async function drawLesson(
  parent: HTMLElement,
  lessons: readonly Lesson[],
  { machine, lessons: progress }: Moment,
  { host, type }: { host: Host; type: TypeLine },
): Promise<string | undefined> {
  const { current } = progress;
  if (current === null) {
    parent.replaceChildren(...listOf(lessons, progress, type));
    return undefined;
  }
  try {
    const place = await currentPlace(host, current);
    const goals = await markGoals(place.step, machine);
    parent.replaceChildren(...stepOf(place, goals, type));
    const met = goals.filter((goal) => goal.met).length;
    return goals.length > 0 ? `${met} of ${goals.length} goals met` : undefined;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    parent.replaceChildren(element('p', {}, error.message));
    return undefined;
  }
}

/** The kind of the current drill, if it withholds a view that would show the answer; else undefined. */
export function withholding(view: string, { current }: LessonProgress): string | undefined {
  const kind = KINDS.find((one) => one === current?.drill?.kind);
  const { withheld }: Pick<DrillKind, 'withheld'> = kind === undefined ? { withheld: [] } : DRILLS[kind];
  return withheld.includes(view) ? kind : undefined;
}
