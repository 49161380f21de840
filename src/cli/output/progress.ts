/** A progress line on a terminal; nothing on other outputs. */
import type { Output } from '../session/host.ts';

const CLEAR = '\r\u001b[K';
const ROOM_FOR_CURSOR = 1;

export interface Progress {
  show(text: string): void;
  /** Removes the line. */
  done(): void;
}

/** The progress line of a stream. */
export function progressOn(stream: Output): Progress {
  if (!stream.isTerminal) return { show: () => {}, done: () => {} };
  return {
    show: (text) => stream.write(`${CLEAR}${text.slice(0, stream.columns - ROOM_FOR_CURSOR)}`),
    done: () => stream.write(CLEAR),
  };
}
