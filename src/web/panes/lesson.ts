/** The step of the lesson with its goals; without a lesson, the list of all. */
import { currentLesson } from '../../cli/input/courses.ts';
import { type Mark, markGoals, placeIn } from '../../lessons/course.ts';
import type { Lesson, Step } from '../../lessons/lesson.ts';
import { isRefusal } from '../../machine/refusal.ts';
import type { LessonProgress } from '../../machine/state/kept.ts';
import { button, element } from '../dom.ts';
import { PACKAGE } from '../folders.ts';
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

/**
 * Draws the lesson.
 *
 * @returns `2 of 3 goals met`; undefined without a lesson
 */
export async function drawLesson(
  parent: HTMLElement,
  lessons: readonly Lesson[],
  { machine, lessons: progress }: Moment,
  type: TypeLine,
): Promise<string | undefined> {
  const { current } = progress;
  if (current === null) {
    const rows = lessons.map((one) => lessonRow(one, progress, type));
    parent.replaceChildren(element('ol', { class: 'lessons' }, ...rows));
    return undefined;
  }
  let lesson: Lesson;
  let step: Step;
  try {
    lesson = currentLesson(PACKAGE, current);
    step = placeIn(lesson, current).step;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    parent.replaceChildren(element('p', {}, error.message));
    return undefined;
  }
  const goals = await markGoals(step, machine);
  const met = goals.filter((goal) => goal.met).length;
  parent.replaceChildren(
    element('h3', {}, `${lesson.number}. ${lesson.title}`),
    element('p', { class: 'facts' }, `step ${current.step + 1} of ${lesson.steps.length}`),
    ...stepText(step),
    element('h4', {}, 'Goals'),
    element('ul', { class: 'goals' }, ...goals.map(goalRow)),
    element(
      'p',
      { class: 'buttons' },
      button('Check', () => type('lesson check')),
      button('Hint', () => type('lesson hint')),
      button('Start the step again', () => type('lesson reset')),
      button('Leave', () => type('lesson stop')),
    ),
  );
  return `${met} of ${goals.length} goals met`;
}
