/**
 * A film as one SVG with an animation in CSS: it works as an image on slides and in Markdown, runs no script,
 * and shows its last frame where motion is reduced or not possible.
 */
import { clip, hexRange } from '../base/text.ts';
import { PALETTE } from '../base/theme.ts';
import type { Film, FilmFrame, FilmLine, FilmRow } from '../model/film.ts';
import { rowNote, sectionNumbers } from '../model/section-words.ts';
import { CELLS_X, scale, strip } from './sections.ts';
import {
  ALARM,
  document,
  element,
  escapeXml,
  FAINT,
  HEADING,
  INK,
  legend,
  legendHeight,
  MARGIN,
  text,
  WIDTH,
} from './svg.ts';

const ROW = 66;
const LINE = 21;
const SHOWN_LINES = 11;
const LETTERS = 132;
const STRIP_TOP = HEADING + 64;

/** Lines of the trace that have not run yet. */
const UPCOMING = '#767676';

/** Seconds. */
const HOLD = { before: 2.4, step: 1.5, after: 5 } as const;

const clipped = (line: string, room: number): string => clip(line, room, false);

/** The look of a row, defined once and used by each frame that has it. */
const lookId = (row: number, look: number): string => `look-${row}-${look}`;

function lookMarkup(row: FilmRow, number: number, look: number, y: number): string {
  const content = row.looks[look]!;
  const shown = { ...row, ...content };
  return element(
    'g',
    { id: lookId(number, look) },
    strip(shown, content.cells, y) +
      text(CELLS_X, y + 44, clipped(rowNote(shown), LETTERS - 10), { size: 14, fill: FAINT }),
  );
}

const rowTop = (row: number): number => STRIP_TOP + row * ROW;

const rowHead = (row: FilmRow, y: number): string =>
  text(MARGIN, y + 18, `section ${sectionNumbers(row)}`, { size: 15, bold: true }) +
  text(MARGIN, y + 38, hexRange(row), { size: 11, mono: true, fill: FAINT });

/** The first line of the window around the current one. */
const windowStart = (current: number, count: number): number =>
  Math.max(0, Math.min(current - Math.floor(SHOWN_LINES / 2), count - SHOWN_LINES));

function lineMarkup(
  { depth, text: words, kind, alarm }: FilmLine,
  y: number,
  state: 'past' | 'now' | 'next',
): string {
  const indent = Math.min(depth, 12) * 2;
  const prefix = kind === 'log' ? '# ' : '';
  const content = clipped(`${' '.repeat(indent)}${prefix}${words}`, LETTERS).replace(/^ +/, (blanks) =>
    '\u00a0'.repeat(blanks.length),
  );
  const fill = state === 'next' ? UPCOMING : alarm ? ALARM : kind === 'log' ? FAINT : INK;
  const marker =
    state === 'now'
      ? element('rect', {
          x: MARGIN - 8,
          y: y - 15,
          width: WIDTH - 2 * MARGIN + 16,
          height: LINE,
          fill: '#e3eefa',
        }) + element('path', { d: `M${MARGIN - 4} ${y - 9}l6 4l-6 4z`, fill: PALETTE.blue })
      : '';
  return marker + text(MARGIN + 10, y, content, { size: 14, mono: true, fill, bold: kind === 'file' });
}

function captionOf({ lines, rc, frames }: Film, frame: FilmFrame, at: number): string {
  if (frame.kind === 'before') return 'before';
  if (frame.kind === 'after') return `after: ${rc === 0 ? 'it worked' : `exit ${rc}`}`;
  const left =
    lines.length > frames.length - 2 ? `, line ${frame.line! + 1} of ${lines.length} of the trace` : '';
  return `during: step ${at} of ${frames.length - 2}${left}`;
}

/** Ticks of all frames, the current one filled. */
const ticks = (count: number, current: number, y: number): string =>
  Array.from({ length: count }, (_, i) =>
    element('circle', {
      cx: WIDTH - MARGIN - (count - 1 - i) * 16,
      cy: y,
      r: 5,
      fill: i === current ? PALETTE.blue : '#ffffff',
      stroke: PALETTE.blue,
    }),
  ).join('');

function frameMarkup(film: Film, at: number, linesTop: number): string {
  const frame = film.frames[at]!;
  const { lines, rows, frames } = film;
  const current = frame.line ?? (frame.kind === 'before' ? -1 : lines.length);
  const from = windowStart(current, lines.length);
  const shown = lines.slice(from, from + SHOWN_LINES).map((line, i) => {
    const number = from + i;
    const state = number === frame.line ? 'now' : number < current ? 'past' : 'next';
    return lineMarkup(line, linesTop + i * LINE, state);
  });
  const looks = rows.map((_, row) => element('use', { href: `#${lookId(row, frame.looks[row]!)}` }));
  const caption = text(MARGIN, HEADING + 8, captionOf(film, frame, at), { size: 17, bold: true });
  const isLast = at === frames.length - 1;
  return element(
    'g',
    { class: `f f${at}`, ...(!isLast && { visibility: 'hidden' }) },
    caption + ticks(frames.length, at, HEADING + 2) + looks.join('') + shown.join(''),
  );
}

const percent = (part: number, whole: number): string => `${Number(((part / whole) * 100).toFixed(2))}%`;

/** Keyframes that show each frame in its turn, over and over. */
function animation(frames: readonly FilmFrame[]): string {
  const total = frames.reduce((sum, { kind }) => sum + HOLD[kind], 0);
  let time = 0;
  const rules = frames.map(({ kind }, i) => {
    const [begin, end] = [percent(time, total), percent(time + HOLD[kind], total)];
    time += HOLD[kind];
    const start = i === 0 ? '' : '0%{visibility:hidden}';
    const stop = i === frames.length - 1 ? '' : `${end}{visibility:hidden}`;
    return `@keyframes film${i}{${start}${begin}{visibility:visible}${stop}}.f${i}{animation:film${i} ${total.toFixed(1)}s step-end infinite}`;
  });
  return `${rules.join('')}@media (prefers-reduced-motion:reduce){.f{animation:none}}@media print{.f{animation:none}}`;
}

/** The film as text, for screen readers and where images are not shown. */
const described = ({ command, lines, rc }: Film): string =>
  `memsim ${command}: ${lines.length} steps, exit ${rc}. ${lines
    .filter(({ kind }) => kind === 'file')
    .slice(0, 40)
    .map((line) => line.text)
    .join('; ')}`;

/** The animated SVG. */
export function filmSvg(film: Film): string {
  const { rows, frames, lines, others } = film;
  const more =
    others > 0
      ? text(MARGIN, rowTop(rows.length) + 14, `and ${others} more sections that change`, {
          size: 14,
          fill: FAINT,
        })
      : '';
  const none =
    rows.length === 0 ? text(MARGIN, STRIP_TOP + 4, 'no section changes', { size: 14, fill: FAINT }) : '';
  const linesTop = (rows.length === 0 ? STRIP_TOP + 40 : rowTop(rows.length)) + (others > 0 ? 46 : 26);
  const legendTop = linesTop + Math.min(lines.length, SHOWN_LINES) * LINE + 6;
  const marks = new Set(
    rows.flatMap(({ looks }) => looks.flatMap(({ cells }) => cells.map(({ mark }) => mark))),
  );
  const looks = rows.flatMap((row, i) => row.looks.map((_, look) => lookMarkup(row, i, look, rowTop(i))));
  const body = [
    element('style', {}, animation(frames)),
    element('desc', {}, escapeXml(described(film))),
    element('defs', {}, looks.join('') || ' '),
    ...(rows.length > 0 ? [scale(STRIP_TOP - 12)] : []),
    ...rows.map((row, i) => rowHead(row, rowTop(i))),
    more,
    none,
    ...frames.map((_, i) => frameMarkup(film, i, linesTop)),
    legend(marks, legendTop),
  ].join('');
  return document({
    title: clipped(`$ memsim ${film.command}`, 86),
    height: legendTop + legendHeight(marks.size) + MARGIN / 2,
    marks,
    body,
  });
}
