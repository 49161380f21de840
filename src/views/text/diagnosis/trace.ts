/**
 * A recorded command in the format of ftrace's function_graph tracer: the attributes that the tool wrote as
 * shell lines, below each one the kernel functions that ran, with their return values after the brace.
 */
import type { TraceCall, TraceFile, TraceItem, TraceLog } from '../../../machine/trace/trace.ts';
import { clip, joinLines, wrapWords } from '../../base/text.ts';
import { type Paint, paintFor, type Terminal } from '../../base/theme.ts';
import { shellLine } from './trace-shell.ts';

const INDENT = '  ';

/** Adjacent calls with the same text are printed once. */
const sameText = (a: TraceItem, b: TraceItem): boolean =>
  a.kind !== 'log' && JSON.stringify(a) === JSON.stringify(b);

interface Drawing {
  terminal: Terminal;
  paint: Paint;
  lines: string[];
}

const FAILED = /^-E/;

/** Accesses that change something, as opposed to reads. */
const ACTS: readonly TraceFile['op'][] = [
  'write',
  'writeBytes',
  'ioctl',
  'loadModule',
  'unloadModule',
  'openExclusive',
];

const isDrawn = (item: TraceItem): boolean =>
  item.kind !== 'file' || ACTS.includes(item.op) || item.items.length > 0;

function drawItems(drawing: Drawing, all: readonly TraceItem[], depth: number): void {
  const items = all.filter(isDrawn);
  for (let i = 0; i < items.length; ) {
    const item = items[i]!;
    let count = 1;
    while (i + count < items.length && sameText(item, items[i + count]!)) count++;
    drawItem(drawing, item, depth);
    if (count > 1) {
      const more = `/* ${count - 1} more of the same */`;
      drawing.lines.push(drawing.paint.dim(INDENT.repeat(depth) + more));
    }
    i += count;
  }
}

function drawItem(drawing: Drawing, item: TraceItem, depth: number): void {
  if (item.kind === 'call') drawCall(drawing, item, depth);
  else if (item.kind === 'file') drawFile(drawing, item, depth);
  else drawLog(drawing, item, depth);
}

/** Minimum width of a log line at any depth of calls. */
const MIN_WIDTH = 40;

/** A log line as a comment at the point where it was logged, wrapped if it is too long. */
function drawLog({ terminal, paint, lines }: Drawing, { text, warning }: TraceLog, depth: number): void {
  const indent = INDENT.repeat(depth);
  const room = Math.max(MIN_WIDTH, terminal.width - indent.length - 6);
  const broken = wrapWords(warning ? `WARNING: ${text}` : text, room);
  for (const [i, part] of broken.entries()) {
    const line = `${indent}${i === 0 ? '/* ' : '   '}${part}${i === broken.length - 1 ? ' */' : ''}`;
    lines.push(warning ? paint.alarm(line) : paint.dim(line));
  }
}

function drawFile(drawing: Drawing, file: TraceFile, depth: number): void {
  const { paint } = drawing;
  const line = shellLine(file);
  if (line !== undefined) drawing.lines.push(file.error ? paint.alarm(line) : paint.bold(line));
  drawItems(drawing, file.items, depth + 1);
}

/** Minimum width of arguments and results. */
const MIN_TEXT = 8;

/** `name(args);  /* = 0 *\/`, or with a body between braces. */
function drawCall({ terminal, paint, lines }: Drawing, call: TraceCall, depth: number): void {
  const { name, args, result, items } = call;
  const indent = INDENT.repeat(depth);
  const note = (text: string, room: number): string => {
    const comment = `/* ${clip(text, Math.max(MIN_TEXT, room - 6), terminal.unicode)} */`;
    return FAILED.test(result) ? paint.alarm(comment) : paint.dim(comment);
  };
  const cut = (room: number): string => clip(args, Math.max(MIN_TEXT, room), terminal.unicode);
  const width = terminal.width - indent.length;
  if (items.length === 0) {
    const ending = result === '' ? 0 : Math.min(result.length + 10, 30);
    const head = `(${cut(width - name.length - 3 - ending)});`;
    const tail = result === '' ? '' : `  ${note(`= ${result}`, width - name.length - head.length - 2)}`;
    lines.push(`${indent}${paint.hue('sky', name)}${head}${tail}`);
    return;
  }
  lines.push(`${indent}${paint.hue('sky', name)}(${cut(width - name.length - 4)}) {`);
  drawItems({ terminal, paint, lines }, items, depth + 1);
  lines.push(`${indent}}  ${note(result === '' ? name : `${name} = ${result}`, width - 3)}`);
}

/** The calls that entered the kernel, and the functions that ran. */
export function renderTrace(items: readonly TraceItem[], terminal: Terminal): string {
  const drawing: Drawing = { terminal, paint: paintFor(terminal), lines: [] };
  drawItems(drawing, items, 0);
  return joinLines(drawing.lines);
}
