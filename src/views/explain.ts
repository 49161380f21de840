/** An explanation as text: what was said, the sums, the tests with both numbers, the rule, the ways out. */
import type { Difference, Explanation, Verdict } from '../explain/explanation.ts';
import type { Sum, Test } from '../explain/sums.ts';
import { counted, humanSize, padVisible, wrapWords } from './text.ts';
import { type Paint, paintFor, type Terminal } from './theme.ts';

const hexText = (value: number): string => `0x${value.toString(16)}`;

const humanValue = ({ value, unit }: Sum): string => {
  if (unit === 'address') return '';
  return unit === 'pages' ? `${value} pages` : humanSize(value);
};

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));

/** Cells in columns; the last one is left as it is. */
function columns(rows: readonly (readonly string[])[], indent: string): string[] {
  const widths = rows[0]?.map((_, i) => widest(rows.map((row) => row[i] ?? ''))) ?? [];
  return rows.map((row) => {
    const cells = row.map((cell, i) => (i === row.length - 1 ? cell : padVisible(cell, widths[i]!)));
    return indent + cells.join('  ').trimEnd();
  });
}

const sumLines = (sums: readonly Sum[]): string[] =>
  columns(
    sums.map((sum) => [sum.name, hexText(sum.value), humanValue(sum), sum.how]),
    '  ',
  );

/** Both numbers of a test, and by how much it fails. */
function testText({ kind, left, right, ok }: Test): string {
  switch (kind) {
    case 'multiple':
      return ok
        ? `${hexText(left)} = ${left / right} x ${hexText(right)}`
        : `${hexText(left)} % ${hexText(right)} = ${hexText(left % right)} (${humanSize(left % right)} over)`;
    case 'at-least':
      return `${hexText(left)} ${ok ? '>=' : '<'} ${hexText(right)}`;
    case 'equal':
      return `${hexText(left)} ${ok ? '=' : '!='} ${hexText(right)}`;
    case 'below':
      return `${hexText(left)} ${ok ? '<' : '>='} ${hexText(right)}`;
    case 'free':
      return `${hexText(left)}-${hexText(right)}`;
  }
}

const testLines = (tests: readonly Test[], paint: Paint): string[] => {
  const width = widest(tests.map(({ name }) => name));
  return tests.map((test) => {
    const text = `${test.ok ? 'ok ' : 'NO '} ${test.name.padEnd(width)}  ${testText(test)}`;
    return `  ${test.ok ? text : paint.alarm(text)}`;
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

function fixLines({ fixes }: Explanation, paint: Paint): string[] {
  if (fixes.length === 0) return ['', 'No small change was found that works.'];
  const lines = ['', paint.bold(`What would work (${counted(fixes.length, 'way')}, each tried on a copy)`)];
  for (const { what, commands } of fixes)
    lines.push(`  ${what}`, ...commands.map((command) => `      ${paint.hue('green', command)}`));
  return lines;
}

const LONGEST = 100;

export function renderExplanation(explanation: Explanation, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const width = Math.min(Math.max(terminal.width, 60), LONGEST);
  const { subject, kernel, rc, said, sums, tests, verdict } = explanation;
  const outcome = rc === undefined ? '' : rc === 0 ? ': works' : `: exit ${rc}`;
  const lines = [`${paint.bold(subject)} on ${kernel}${outcome}`];
  for (const text of said) lines.push(...wrapWords(text, width - 4).map((line) => `  | ${line}`));
  if (sums.length > 0) lines.push('', paint.bold('The sums'), ...sumLines(sums));
  if (tests.length > 0) lines.push('', paint.bold('The tests'), ...testLines(tests, paint));
  if (verdict !== undefined) {
    lines.push('', ...verdictLines(verdict, width, paint), ...fixLines(explanation, paint));
  }
  return lines.map((line) => `${line}\n`).join('');
}
