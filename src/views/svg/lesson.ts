/** A step of a lesson as a drawing: its text, its goals and, below, the current machine. */

import { wrapWords } from '../base/text.ts';
import { PALETTE } from '../base/theme.ts';
import { below, document, element, FAINT, HEADING, INK, MARGIN, text, WIDTH } from './svg.ts';

export interface LessonCard {
  number: number;
  title: string;
  /** From 1. */
  step: number;
  steps: number;
  /** Paragraphs. */
  text: string[];
  goals: { text: string; met: boolean }[];
}

const SIZE = 17;
const LINE = 25;
/** Number of characters per line at that font size. */
const COLUMNS = 122;
const PARAGRAPH_GAP = 12;
const TICK = 18;

interface Drawn {
  markup: string;
  /** Top of the next element. */
  y: number;
}

function paragraphs(list: readonly string[], top: number): Drawn {
  let y = top;
  let markup = '';
  for (const paragraph of list) {
    for (const line of wrapWords(paragraph, COLUMNS)) {
      markup += text(MARGIN, y, line, { size: SIZE });
      y += LINE;
    }
    y += PARAGRAPH_GAP;
  }
  return { markup, y };
}

/** A box, ticked if the goal is met, with a word for screen readers. */
function goal({ text: words, met }: LessonCard['goals'][number], top: number): Drawn {
  const box = { x: MARGIN, y: top - TICK + 3, width: TICK, height: TICK, rx: 3 };
  const tick = `M${MARGIN + 4} ${top - 6}l4 5l7 -11`;
  let markup =
    element('rect', { ...box, fill: met ? PALETTE.green : '#ffffff', stroke: INK }) +
    (met ? element('path', { d: tick, fill: 'none', stroke: '#ffffff', 'stroke-width': 2.4 }) : '');
  let y = top;
  for (const line of wrapWords(`${words} (${met ? 'met' : 'not met'})`, COLUMNS - 4)) {
    markup += text(MARGIN + TICK + 12, y, line, { size: SIZE });
    y += LINE;
  }
  return { markup, y: y + 4 };
}

/** The step as SVG; `picture` is another drawing, placed below. */
export function lessonSvg(card: LessonCard, picture?: string): string {
  const story = paragraphs(card.text, HEADING + 44);
  let { y } = story;
  let markup = story.markup;
  if (card.steps > 1)
    markup += text(MARGIN, HEADING + 8, `step ${card.step} of ${card.steps}`, { size: 15, fill: FAINT });
  markup += text(MARGIN, y + 8, 'Goals', { size: 19, bold: true });
  y += 40;
  for (const one of card.goals) {
    const drawn = goal(one, y);
    markup += drawn.markup;
    y = drawn.y;
  }
  const line = element('path', { d: `M${MARGIN} ${y}H${WIDTH - MARGIN}`, stroke: PALETTE.grey });
  const placed = picture === undefined ? { markup: '', height: MARGIN / 2 } : below(picture, y + 4);
  return document({
    title: `Lesson ${card.number}: ${card.title}`,
    height: y + 4 + placed.height,
    marks: [],
    body: markup + (picture === undefined ? '' : line) + placed.markup,
  });
}
