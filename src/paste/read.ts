/** Reads pasted files into facts: each line and each JSON list by the first reader that takes it. */
import { type Facts, newFacts, placeOf, type TypedCommand } from './facts.ts';
import { readList } from './readers/lists.ts';
import type { Reading, SourceName } from './readers/reader.ts';
import { LINE_READERS } from './readers/table.ts';
import { decodeText, type Encoding } from './text/decode.ts';
import { readJson, startsJson } from './text/json.ts';
import { LINE_LIMIT, type Line, linesOf } from './text/lines.ts';
import { commandIn } from './text/prompt.ts';

/** A file of the paste. */
export interface PastedFile {
  /** Its name; `-` for standard input. */
  name: string;
  bytes: Uint8Array;
}

/** A stretch of lines that one source printed. */
export interface ReadSource {
  source: SourceName;
  file: string;
  first: number;
  last: number;
  /** Lines that were read, or objects of a list. */
  count: number;
  /** A list that ends before its last bracket. */
  truncated?: true;
}

export interface ReadPaste {
  facts: Facts;
  sources: ReadSource[];
  encodings: { file: string; encoding: Encoding }[];
  /** Lines that no reader takes. */
  unknown: number;
  lines: number;
}

/** Lines of no source that may interrupt a source without ending it. */
const GAP = 8;
const MAX_SOURCES = 2000;

/** Messages with which the tools and a shell report a failure. */
const FAILURE =
  /^\s*(?:Error: |error: |cxl \w+: |failed to |error \w+ing|\w[\w.-]*: .*(?:failed|error|Invalid argument|No such device|No space left)|.*: (?:No such device(?: or address)?|Invalid argument|No space left on device|Device or resource busy|Operation not supported|Cannot allocate memory)\s*$|(?:created|reconfigured|enabled|destroyed|onlined|offlined|disabled) 0 )/;
/** Debug lines of the tools about attributes that are absent on most machines. */
const HARMLESS = /^\s*lib(?:ndctl|daxctl|cxl|kmod): __?sysfs_/;
const MAX_COMMANDS = 1000;
const MAX_FAILURES = 20;

class Reader {
  readonly sources: ReadSource[] = [];
  readonly reading: Reading = { facts: newFacts(), command: '' };
  unknown = 0;
  #last: ReadSource | undefined;

  #note(source: SourceName, line: Line, last: number, count: number, truncated = false): void {
    const open = this.#last;
    this.reading.source = source;
    if (open?.source === source && open.file === line.file && line.number - open.last <= GAP && !truncated) {
      open.last = Math.max(open.last, last);
      open.count += count;
      return;
    }
    if (this.sources.length >= MAX_SOURCES) return;
    this.#last = {
      source,
      file: line.file,
      first: line.number,
      last,
      count,
      ...(truncated && { truncated: true as const }),
    };
    this.sources.push(this.#last);
  }

  line(line: Line): void {
    if (line.text.length > LINE_LIMIT) {
      this.unknown++;
      return;
    }
    const command = line.logged ? undefined : commandIn(line.text);
    if (command !== undefined) {
      this.#command(command, line);
      return;
    }
    const { reading } = this;
    for (const reader of LINE_READERS) {
      if (!reader.read(line, reading)) continue;
      this.#note(reader.source, line, line.number, 1);
      return;
    }
    if (line.logged) this.#note('kernel log', line, line.number, 1);
    else if (!this.#failure(line)) this.unknown++;
  }

  #command(text: string, line: Line): void {
    const { commands } = this.reading.facts;
    this.reading.command = text;
    this.reading.source = 'commands';
    this.#last = undefined;
    if (commands.length < MAX_COMMANDS)
      commands.push({ ...placeOf(line), text: text.slice(0, 1000), failures: [] });
  }

  /** A failure belongs to the last command of its file. */
  #failure({ text, file, logged }: Line): boolean {
    const last: TypedCommand | undefined = this.reading.facts.commands.at(-1);
    if (logged || last?.file !== file || !FAILURE.test(text) || HARMLESS.test(text)) return false;
    if (last.failures.length < MAX_FAILURES) last.failures.push(text.trim().slice(0, 300));
    return true;
  }

  /** Reads the list that begins at a line; returns the number of its lines, negative if it is of no tool. */
  list(lines: readonly Line[], from: number): number {
    const { lines: own, value, truncated } = readJson(lines, from);
    const first = lines[from]!;
    if (value === undefined) return -own.length;
    const counts = readList(value, this.reading.facts, placeOf(first));
    if (counts.size === 0) return -own.length;
    const last = own.at(-1)!.number;
    this.#last = undefined;
    // Objects of other tools in a list, such as the dax devices of ndctl, belong to the tool that printed it.
    const [source] = counts.keys();
    const count = [...counts.values()].reduce((sum, one) => sum + one, 0);
    this.#note(source!, first, last, count, truncated);
    this.reading.command = '';
    return own.length;
  }
}

function readFile(reader: Reader, { name, bytes }: PastedFile): { encoding: Encoding; lines: number } {
  const { text, encoding } = decodeText(bytes);
  const lines = [...linesOf(name, text)];
  reader.reading.command = '';
  reader.reading.source = undefined;
  // Lines of what is no list are not tried again, so that each line is parsed once.
  let tried = 0;
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!;
    const isStart = at >= tried && !line.logged && startsJson(line);
    const taken = isStart ? reader.list(lines, at) : 0;
    if (taken < 0) tried = at - taken;
    if (taken <= 0) reader.line(line);
    at += Math.max(taken, 1);
  }
  return { encoding, lines: lines.length };
}

/** Reads files in their order. */
export function readPaste(files: readonly PastedFile[]): ReadPaste {
  const reader = new Reader();
  const encodings: ReadPaste['encodings'] = [];
  let lines = 0;
  for (const file of files) {
    const read = readFile(reader, file);
    encodings.push({ file: file.name, encoding: read.encoding });
    lines += read.lines;
  }
  const { facts } = reader.reading;
  return { facts, sources: reader.sources, encodings, unknown: reader.unknown, lines };
}
