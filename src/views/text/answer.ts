/** The answer of a command as text: one line for each object, the rest counted. */
import { clip, joinLines } from '../base/text.ts';
import { paintFor, type Terminal } from '../base/theme.ts';
import type { Answer } from '../model/answer.ts';

/** Number of lines at most. */
const MAX_ANSWERS = 4;

/** Ends with a newline; empty without changes. */
export function renderAnswers(answers: readonly Answer[], terminal: Terminal): string {
  const { bold } = paintFor(terminal);
  const shown = answers.length > MAX_ANSWERS ? answers.slice(0, MAX_ANSWERS - 1) : answers;
  const lines = shown.map(({ object, text }) => {
    const room = terminal.width - object.length - 2;
    return `${bold(`${object}:`)} ${clip(text, room, terminal.unicode)}`;
  });
  if (shown.length < answers.length) lines.push(`and ${answers.length - shown.length} more objects`);
  return joinLines(lines);
}
