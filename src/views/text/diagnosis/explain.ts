/** An explanation as text: messages, arithmetic, tests with both numbers, the rule, possible fixes. */
import type { OnReleases } from '../../../explain/cxl/releases.ts';
import type { Difference, Explanation, Verdict } from '../../../explain/explanation.ts';
import type { Sum, Test } from '../../../explain/sums.ts';
import { hex } from '../../../lib/units.ts';
import { hanging, humanSize, joinLines, padVisible, proseWidth, wrapWords } from '../../base/text.ts';
import { type Paint, paintFor, type Terminal } from '../../base/theme.ts';

const humanValue = ({ value, unit }: Sum): string => {
  if (unit === 'address') return '';
  return unit === 'pages' ? `${value} pages` : humanSize(value);
};

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));

/** Name, value and size of each result in columns, with its derivation wrapped into the remaining width. */
function sumLines(sums: readonly Sum[], width: number): string[] {
  const rows = sums.map((sum) => [sum.name, hex(sum.value), humanValue(sum)]);
  const widths = [0, 1, 2].map((i) => widest(rows.map((row) => row[i]!)));
  return sums.flatMap(({ how }, at) => {
    const head = `  ${rows[at]!.map((cell, i) => padVisible(cell, widths[i]!)).join('  ')}  `;
    return hanging(head, how, width);
  });
}

/** Both numbers of a test, and the difference if it fails. */
function testText({ kind, left, right, ok }: Test): string {
  switch (kind) {
    case 'multiple':
      return ok
        ? `${hex(left)} = ${left / right} x ${hex(right)}`
        : `${hex(left)} % ${hex(right)} = ${hex(left % right)} (${humanSize(left % right)} over)`;
    case 'at-least':
      return `${hex(left)} ${ok ? '>=' : '<'} ${hex(right)}`;
    case 'equal':
      return `${hex(left)} ${ok ? '=' : '!='} ${hex(right)}`;
    case 'below':
      return `${hex(left)} ${ok ? '<' : '>='} ${hex(right)}`;
    case 'free':
      return `${hex(left)}-${hex(right)}`;
  }
}

const testLines = (tests: readonly Test[], width: number, paint: Paint): string[] => {
  const longest = widest(tests.map(({ name }) => name));
  return tests.flatMap((test) => {
    const head = `  ${test.ok ? 'ok ' : 'NO '} ${test.name.padEnd(longest)}  `;
    const lines = hanging(head, testText(test), width);
    return test.ok ? lines : lines.map((line) => paint.alarm(line));
  });
};

function differenceLines({ id, since, commit, effect, here }: Difference, width: number): string[] {
  const origin = commit === undefined ? since : `${since}, ${commit}`;
  const head = `${id} (${origin}): ${here ? 'in this kernel' : 'not in this kernel'}. ${effect}`;
  return wrapWords(head, width - 4).map((line, i) => (i === 0 ? `  ${line}` : `    ${line}`));
}

function verdictLines({ code, title, rule, place, differs }: Verdict, width: number, paint: Paint): string[] {
  const lines = [`${paint.alarm(title)}  [${code}]`];
  lines.push(...wrapWords(rule, width - 2).map((line) => `  ${line}`));
  if (place !== undefined) lines.push(`  ${place.function}(${place.args}) = ${place.errno}`);
  if (differs.length > 0) {
    lines.push('', paint.bold('Where kernels differ'));
    for (const difference of differs) lines.push(...differenceLines(difference, width));
  }
  return lines;
}

const memoryWords = ({ by, blockSize, systemRam, lost, memmapOnMemory }: OnReleases): string => {
  if (by === null || systemRam === null) return 'no driver makes memory of it';
  if (by === 'RAM') return 'RAM since boot';
  const parts = [
    by,
    `blocks of ${humanSize(blockSize)}`,
    `${humanSize(systemRam)} System RAM`,
    ...(lost > 0 ? [`${humanSize(lost)} left out`] : []),
    ...(memmapOnMemory ? ['struct pages on it'] : []),
  ];
  return parts.join(', ');
};

function releaseLines({ releases = [] }: Explanation, paint: Paint): string[] {
  if (releases.length === 0) return [];
  const names = releases.map(({ from, to }) => (from === to ? from : `${from}..${to}`));
  const width = widest(names);
  return [
    '',
    paint.bold('On other kernels'),
    ...releases.map((row, i) => `  ${names[i]!.padEnd(width)}  ${memoryWords(row)}`),
  ];
}

/** Number of holders to list. */
const LISTED = 8;

function holderLines({ holders }: Explanation, paint: Paint): string[] {
  if (holders === undefined || holders.length === 0) return [];
  const lines = holders
    .slice(0, LISTED)
    .map(
      ({ region, namespace, start, size }) =>
        `  ${namespace}  ${humanSize(size)} of ${region} at ${hex(start)}`,
    );
  const more = holders.length - LISTED;
  return ['', paint.bold('Held by'), ...lines, ...(more > 0 ? [`  and ${more} more namespaces`] : [])];
}

function fixLines({ fixes }: Explanation, paint: Paint): string[] {
  if (fixes === undefined) return [];
  if (fixes.length === 0) return ['', 'No fix was found.'];
  const lines = ['', paint.bold(`Fixes that work (${fixes.length}, each run on a copy)`)];
  for (const { what, commands } of fixes)
    lines.push(`  ${what}`, ...commands.map((command) => `      ${paint.hue('green', command)}`));
  return lines;
}

/** Sections that an explanation lacks are left out. */
export function renderExplanation(explanation: Explanation, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const width = proseWidth(terminal.width);
  const { subject, kernel, rc, said, sums, tests, verdict } = explanation;
  const works = rc === 0 && verdict === undefined;
  const outcome = rc === undefined ? '' : works ? ': works' : `: exit ${rc}`;
  const head = subject.split(' ').map(paint.bold).join(' ');
  const lines = wrapWords(`${head} on ${kernel}${outcome}`, width);
  for (const text of said) lines.push(...wrapWords(text, width - 4).map((line) => `  | ${line}`));
  if (sums.length > 0) lines.push('', paint.bold('Arithmetic'), ...sumLines(sums, width));
  if (tests.length > 0) lines.push('', paint.bold('Checks'), ...testLines(tests, width, paint));
  lines.push(...releaseLines(explanation, paint));
  if (verdict !== undefined) {
    lines.push('', ...verdictLines(verdict, width, paint), ...holderLines(explanation, paint));
    lines.push(...fixLines(explanation, paint));
  }
  return joinLines(lines);
}
