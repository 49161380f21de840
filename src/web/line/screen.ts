/** Draws an edited line at the cursor of a terminal, also over several rows. */
import { visibleWidth } from '../../views/base/text.ts';
import type { Line } from './edit.ts';

/** The part of a terminal that the line editor uses. */
export interface Tty {
  readonly columns: number;
  write(text: string): void;
}

export interface LineScreen {
  /** Draws over what was drawn before. */
  draw(prompt: string, line: Line): void;
  /** Moves the cursor below the line and forgets it. */
  leave(prompt: string, line: Line): void;
}

/** Draws from the current cursor position of a terminal. */
export function openLineScreen(tty: Tty): LineScreen {
  /** Columns from the start of the prompt to the cursor. */
  let cursor = 0;

  function draw(prompt: string, { before, after }: Line): void {
    const { columns } = tty;
    const rowOf = (width: number): number => Math.floor(width / columns);
    const up = rowOf(cursor);
    const head = visibleWidth(prompt) + visibleWidth(before);
    const end = head + visibleWidth(after);
    // After the last column the cursor wraps with the next character only: a blank moves it to the next row.
    const wrap = end > 0 && end % columns === 0 ? ' ' : '';
    const back = rowOf(end) - rowOf(head);
    const column = head % columns;
    tty.write(
      `${up > 0 ? `\u001b[${up}A` : ''}\r\u001b[J${prompt}${before}${after}${wrap}` +
        `${back > 0 ? `\u001b[${back}A` : ''}\r${column > 0 ? `\u001b[${column}C` : ''}`,
    );
    cursor = head;
  }

  return {
    draw,
    leave(prompt, { before, after }) {
      draw(prompt, { before: before + after, after: '' });
      tty.write('\n');
      cursor = 0;
    },
  };
}
