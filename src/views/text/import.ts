/** The report of an import: what was read, what was built, assumptions, gaps and contradictions. */
import type { ImportReport } from '../../paste/import-paste.ts';
import type { Conflict } from '../../paste/merge/notes.ts';
import type { ReadSource } from '../../paste/read.ts';
import { counted, hanging, hexRange, humanSize, joinLines, proseWidth, wrapWords } from '../base/text.ts';
import { type Paint, paintFor, type Terminal } from '../base/theme.ts';

/** Rows of one kind. */
const MAX_ROWS = 40;

const placeOf = ({ file, first, last }: ReadSource): string => {
  const lines = first === last ? `line ${first}` : `lines ${first}-${last}`;
  return file === '-' ? lines : `${file}, ${lines}`;
};

/** A list of ndctl has objects, anything else lines. */
function amountOf({ source, count, truncated }: ReadSource): string {
  const noun = / list$/.test(source) ? 'object' : 'line';
  return `${counted(count, noun)}${truncated ? ', cut' : ''}`;
}

function bullets(texts: readonly string[], width: number): string[] {
  const shown = texts.slice(0, MAX_ROWS).flatMap((text) => hanging('  - ', text, width));
  return texts.length > MAX_ROWS ? [...shown, `  - and ${texts.length - MAX_ROWS} more`] : shown;
}

function section(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : ['', paint.bold(title), ...lines];
}

function readLines({ sources, encodings, lines, unknownLines }: ImportReport): string[] {
  const rows = sources.filter(({ source }) => source !== 'commands').slice(0, MAX_ROWS);
  const widest = Math.max(0, ...rows.map(({ source }) => source.length));
  const more = sources.length - rows.length;
  return [
    ...rows.map((row) => `  ${row.source.padEnd(widest)}  ${placeOf(row)}: ${amountOf(row)}`),
    ...(more > MAX_ROWS ? [`  and ${more} more`] : []),
    ...encodings.map(({ file, encoding }) => `  ${file === '-' ? 'standard input' : file} is ${encoding}`),
    `  ${unknownLines} of ${counted(lines, 'line')} belong to no source`,
  ];
}

function builtLines({ built }: ImportReport, width: number): string[] {
  const { kernel, cmdline, ram, mapFrom, softReserved, dimms, nodes, regions, commands } = built;
  const from = mapFrom === 'none' ? 'assumed' : `from ${mapFrom}`;
  return [
    `  kernel        ${kernel}`,
    ...(cmdline === '' ? [] : hanging('  command line  ', cmdline, width)),
    `  memory        ${humanSize(ram)} RAM, ${from}; ${counted(nodes, 'node')}, ${counted(dimms, 'DIMM')}`,
    ...softReserved
      .slice(0, MAX_ROWS)
      .map(
        ({ start, size }) =>
          `  soft reserved ${humanSize(size)} at ${hexRange({ start, end: start + size - 1 })}`,
      ),
    ...regions
      .slice(0, MAX_ROWS)
      .map(
        ({ name, bus, start, size, namespaces }) =>
          `  ${name.padEnd(12)}  ${humanSize(size)} at ${hexRange({ start, end: start + size - 1 })} (${bus}), ${counted(namespaces, 'namespace')}`,
      ),
    ...(regions.length > MAX_ROWS ? [`  and ${regions.length - MAX_ROWS} more regions`] : []),
    ...(commands === 0
      ? []
      : [`  made by       ${counted(commands, 'command')} ('memsim export --script' prints them)`]),
  ];
}

function conflictLines({ about, says, choice }: Conflict, width: number, paint: Paint): string[] {
  const text = says.map(({ source, place, value }) => {
    const at = place === undefined ? '' : ` (${place.file === '-' ? '' : `${place.file}:`}${place.line})`;
    return `${source}${at}: ${value}`;
  });
  return [
    `  ${paint.hue('vermilion', about)}`,
    ...bullets(text, width - 2).map((line) => `  ${line}`),
    ...wrapWords(`followed: ${choice}`, width - 4).map((line) => `    ${line}`),
  ];
}

/** The failed command with its messages, and what the kernel logged. */
function problemLines({ problem: { typed, said, logged } }: ImportReport, width: number): string[] {
  const quoted = [...said, ...logged.slice(-MAX_ROWS)].flatMap((text) =>
    wrapWords(text, width - 4).map((line) => `  | ${line}`),
  );
  return [...(typed === undefined ? [] : wrapWords(typed, width - 4).map((line) => `  ${line}`)), ...quoted];
}

/** The report as text. */
export function renderImport(report: ImportReport, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const width = proseWidth(terminal.width);
  const { assumed, notKnown, conflicts, differs } = report;
  const lines = [
    paint.bold('Read'),
    ...readLines(report),
    ...section('Built', builtLines(report, width), paint),
    ...section('Assumed', bullets(assumed, width), paint),
    ...section('Not known', bullets(notKnown, width), paint),
    ...section(
      'Sources that differ',
      conflicts.slice(0, MAX_ROWS).flatMap((one) => conflictLines(one, width, paint)),
      paint,
    ),
    ...section('The machine differs from the paste', bullets(differs, width), paint),
    ...section('Failures in the paste', problemLines(report, width), paint),
  ];
  return joinLines(lines);
}
