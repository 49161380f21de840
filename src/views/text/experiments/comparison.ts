/** Differences between the answers of kernels to one script: the first in full, the others in short. */

import type { Answer, Comparison, Parting } from '../../../experiments/compare.ts';
import { shellWord } from '../../../lib/shell-word.ts';
import { counted, joinLines, wrapWords } from '../../base/text.ts';
import { type Paint, paintFor, type Terminal } from '../../base/theme.ts';
import { sideBySide } from './side-by-side.ts';

const commandText = (argv: string[]): string => argv.map(shellWord).join(' ');

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** An answer as lines: kernels, exit code, output, log. */
const answerLines = ({ kernels, rc, stdout, stderr, log, crashed }: Answer): string[] => [
  `${kernels.join(', ')}:`,
  `exit ${rc}`,
  ...linesOf(stdout),
  ...linesOf(stderr),
  ...log.map((text) => `[log] ${text}`),
  ...(crashed === undefined ? [] : [`crashed: ${crashed}`]),
];

/** The fields in which the answers differ: `exit 0 / 250`, `stdout`, .. */
function inShort({ answers }: Parting): string {
  const differ = (part: (answer: Answer) => string): boolean => new Set(answers.map(part)).size > 1;
  const words: string[] = [];
  if (differ(({ rc }) => String(rc)))
    words.push(answers.map(({ kernels, rc }) => `exit ${rc} on ${kernels.join(', ')}`).join('; '));
  if (differ(({ stdout }) => stdout)) words.push('stdout differs');
  if (differ(({ stderr }) => stderr)) words.push('stderr differs');
  if (differ(({ log }) => log.join('\n'))) words.push('the log differs');
  return words.join('; ');
}

function heading({ index, argv }: Parting, paint: Paint): string {
  return paint.bold(index === 0 ? 'at boot' : `command ${index}: ${commandText(argv)}`);
}

/** The first difference side by side, the others in one line each. */
export function renderComparison({ kernels, commands, partings }: Comparison, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const plain = paintFor({ color: 0 });
  const indent = (line: string): string => `  ${line}`;
  const [first, ...rest] = partings;
  if (first === undefined)
    return `${kernels.join(', ')} give the same answers to ${counted(commands, 'command')}\n`;
  const lines = [
    `The answers differ ${first.index === 0 ? '' : 'at '}${heading(first, paint)}`,
    '',
    ...sideBySide(first.answers.map(answerLines), terminal.width),
  ];
  if (rest.length > 0) lines.push('', 'and then');
  for (const parting of rest)
    lines.push(
      ...wrapWords(`${heading(parting, plain)}: ${inShort(parting)}`, terminal.width - 2).map(indent),
    );
  return joinLines(lines);
}
