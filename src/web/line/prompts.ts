/** Prompts as numbered lists and lines, for terminals of every width. */
import type { Choice, Prompts } from '../../shell/console.ts';
import type { PageEditor } from './line-editor.ts';

/** The chosen value, by its number or by itself; undefined for another answer. */
function chosen(choices: readonly Choice[], answer: string): string | undefined {
  const choice = choices[Number(answer) - 1] ?? choices.find(({ value }) => value === answer);
  return choice?.disabled === undefined ? choice?.value : undefined;
}

/** Prompts that read their answers with the editor. */
export function openPagePrompts(editor: PageEditor, write: (text: string) => void): Prompts {
  return {
    async select(message, choices, start) {
      const width = `${choices.length}`.length;
      const list = choices.map(
        ({ name, disabled }, i) =>
          `${`${i + 1}`.padStart(width + 2)} ${name}${disabled ? ` (${disabled})` : ''}\n`,
      );
      write(`${message}\n${list.join('')}`);
      const first = Math.max(
        choices.findIndex(({ value }) => value === start),
        choices.findIndex(({ disabled }) => disabled === undefined),
        0,
      );
      for (;;) {
        const answer = (await editor.ask(`${message}: number (${first + 1}) `)).trim();
        const value = chosen(choices, answer === '' ? `${first + 1}` : answer);
        if (value !== undefined) return value;
        write(`a number from 1 to ${choices.length}\n`);
      }
    },
    async input(message, { start, check }) {
      for (;;) {
        const answer = (await editor.ask(`${message}: (${start}) `)).trim() || start;
        const error = check(answer);
        if (error === undefined) return answer;
        write(`${error}\n`);
      }
    },
  };
}
