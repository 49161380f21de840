/** A line on a terminal that says how far a long command is; nothing elsewhere. */
import type { Output } from '../session/host.ts';

const CLEAR = '\r\u001b[K';
const ROOM_FOR_CURSOR = 1;

export interface Progress {
  show(text: string): void;
  /** Takes the line away. */
  done(): void;
}

export function progressOn(stream: Output): Progress {
  if (!stream.isTerminal) return { show: () => {}, done: () => {} };
  return {
    show: (text) => stream.write(`${CLEAR}${text.slice(0, stream.columns - ROOM_FOR_CURSOR)}`),
    done: () => stream.write(CLEAR),
  };
}
