/** Answers to the problem of a paste, one after the other. */
import type { Explanation } from '../../explain/explanation.ts';
import type { Lint } from '../../lint/lint.ts';
import { joinLines, proseWidth, wrapWords } from '../base/text.ts';
import { paintFor, type Terminal } from '../base/theme.ts';
import { renderExplanation } from './diagnosis/explain.ts';
import { renderLint } from './diagnosis/lint.ts';

interface Explained {
  command?: Explanation;
  messages: readonly Explanation[];
  unexplained: readonly string[];
  lint?: Lint;
  objects: readonly Explanation[];
}

/** The answers as text. */
export function renderImportProblem(explained: Explained, terminal: Terminal): string {
  const { command, messages, unexplained, lint, objects } = explained;
  const paint = paintFor(terminal);
  const width = proseWidth(terminal.width);
  const parts = [...(command === undefined ? [] : [command]), ...messages, ...objects].map((one) =>
    renderExplanation(one, terminal),
  );
  if (lint !== undefined) parts.push(renderLint(lint, terminal));
  if (unexplained.length > 0)
    parts.push(
      joinLines([
        paint.bold('Messages that no rule explains'),
        ...unexplained.flatMap((text) => wrapWords(text, width - 4).map((line) => `  | ${line}`)),
      ]),
    );
  if (parts.length === 0)
    return 'No failing command and no message about memory is in the paste: nothing to explain.\n';
  return parts.join('\n');
}
