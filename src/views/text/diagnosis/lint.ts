/** The findings about a `memmap=` as text: errors, then notes, then a corrected command line. */
import type { LintFinding } from '../../../lint/codes.ts';
import type { Lint } from '../../../lint/lint.ts';
import { counted, hanging, joinLines, proseWidth, visibleWidth } from '../../base/text.ts';
import { type Paint, paintFor, type Terminal } from '../../base/theme.ts';

const ORDER = ['error', 'warning', 'note'] as const;
const LONGEST = Math.max(...ORDER.map((severity) => severity.length));

function tint(severity: LintFinding['severity'], text: string, paint: Paint): string {
  if (severity === 'error') return paint.alarm(text);
  return severity === 'warning' ? paint.hue('vermilion', text) : paint.dim(text);
}

function findingLines({ code, severity, piece, text }: LintFinding, width: number, paint: Paint): string[] {
  const head = `${tint(severity, severity.padEnd(LONGEST), paint)}  `;
  return [
    ...hanging(head, `${piece === '' ? '' : `${piece}: `}${text}`, width),
    `${' '.repeat(visibleWidth(head))}${paint.dim(`[${code}]`)}`,
  ];
}

/** The verdict, the findings, and a command line without faults if one was found. */
export function renderLint({ cmdline, kernel, findings, instead }: Lint, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const width = proseWidth(terminal.width);
  const faults = findings.filter(({ severity }) => severity !== 'note').length;
  const sorted = ORDER.flatMap((severity) => findings.filter((item) => item.severity === severity));
  const verdict = faults === 0 ? 'nothing wrong' : counted(faults, 'finding');
  const lines = [
    `${paint.bold(cmdline)} on ${kernel}: ${verdict}`,
    ...sorted.flatMap((item) => findingLines(item, width, paint)),
  ];
  if (instead !== undefined) lines.push('', 'Without faults:', `  ${paint.hue('green', `'${instead}'`)}`);
  return joinLines(lines);
}
