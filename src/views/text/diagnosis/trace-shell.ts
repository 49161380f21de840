/** The file accesses of a command alone, reads and writes, as lines for a shell on the machine. */

import { shellWord } from '../../../lib/shell-word.ts';
import type { TraceFile, TraceItem } from '../../../machine/trace/trace.ts';
import { joinLines } from '../../base/text.ts';
import { type Paint, paintFor, type Terminal } from '../../base/theme.ts';

/** Longer values are cut, since the line would exceed the terminal. */
const LONGEST_VALUE = 40;

function shownValue(value: string): string {
  const text = value.replace(/\n$/, '');
  return text.includes('\n') || text.length > LONGEST_VALUE ? '' : text;
}

const ND_DEVICE = /^\/sys\/devices\/.*\/((?:ndbus|nmem|region|namespace|btt|pfn|dax)\d+(?:\.\d+)?)(\/.*)?$/;
const DAX_DEVICE = /\/(dax\d+\.\d+)\/(dax\d+\.\d+)(\/.*)?$/;

/** The path of the same file through the links of its bus, as usually typed. */
function shortPath(path: string): string {
  const dax = DAX_DEVICE.exec(path);
  if (dax !== null) return `/sys/bus/dax/devices/${dax[2]}${dax[3] ?? ''}`;
  const found = ND_DEVICE.exec(path);
  return found === null ? path : `/sys/bus/nd/devices/${found[1]}${found[2] ?? ''}`;
}

const dd = ({ path, span }: TraceFile, direction: 'if' | 'of'): string => {
  const { offset, length } = span ?? { offset: 0, length: 0 };
  const at =
    direction === 'if' ? `iflag=skip_bytes,count_bytes skip=${offset}` : `oflag=seek_bytes seek=${offset}`;
  return `dd ${direction}=${path} ${at} count=${length}`;
};

/** The equivalent shell command, without its result. */
function command(file: TraceFile): string | undefined {
  const { op, text = '' } = file;
  const path = shortPath(file.path);
  switch (op) {
    case 'read':
      return `cat ${shellWord(path)}`;
    case 'write':
      return text.endsWith('\n')
        ? `echo ${shellWord(text.slice(0, -1))} > ${shellWord(path)}`
        : `echo -n ${shellWord(text)} > ${shellWord(path)}`;
    case 'readBytes':
      return dd(file, 'if');
    case 'writeBytes':
      return dd(file, 'of');
    case 'ioctl':
      return `# ioctl ${text} on ${path}`;
    case 'loadModule':
      return `modprobe ${path}`;
    case 'unloadModule':
      return `rmmod ${path}`;
    case 'openExclusive':
      return `# open ${path} exclusively`;
    default:
      return undefined;
  }
}

/** A shell line with its result as a comment; undefined for accesses without an equivalent command. */
export function shellLine(file: TraceFile): string | undefined {
  const line = command(file);
  if (line === undefined) return undefined;
  const outcome = file.error ?? (file.value === undefined ? '' : shownValue(file.value));
  if (outcome === '') return line;
  return line.startsWith('#') ? `${line}: ${outcome}` : `${line}  # ${outcome}`;
}

const tint = (paint: Paint, file: TraceFile, line: string): string => {
  if (file.error !== undefined) return paint.alarm(line);
  return file.op === 'read' ? line : paint.bold(line);
};

/** Every attribute read and written; a line equal to the previous one is omitted. */
export function renderShellTrace(items: readonly TraceItem[], terminal: Terminal): string {
  const paint = paintFor(terminal);
  const lines: string[] = [];
  let before = '';
  for (const item of items) {
    const line = item.kind === 'file' ? shellLine(item) : undefined;
    if (item.kind !== 'file' || line === undefined || line === before) continue;
    lines.push(tint(paint, item, line));
    before = line;
  }
  return joinLines(lines);
}
