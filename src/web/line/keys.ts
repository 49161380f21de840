/** Keys in the data that a terminal sends. */

/** Names of keys by their sequences, as xterm sends them. */
const SEQUENCES: Record<string, string> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0001': 'home',
  '\u0005': 'end',
  '\u0002': 'left',
  '\u0006': 'right',
  '\u0010': 'up',
  '\u000e': 'down',
  '\u0003': 'interrupt',
  '\u0004': 'end-of-input',
  '\u000b': 'kill-right',
  '\u0015': 'kill-left',
  '\u0017': 'kill-word-left',
  '\u000c': 'clear',
  '\u001b[A': 'up',
  '\u001b[B': 'down',
  '\u001b[C': 'right',
  '\u001b[D': 'left',
  '\u001b[H': 'home',
  '\u001b[F': 'end',
  '\u001b[3~': 'delete',
  '\u001b[1;5C': 'word-right',
  '\u001b[1;5D': 'word-left',
  '\u001b[1;3C': 'word-right',
  '\u001b[1;3D': 'word-left',
  '\u001bf': 'word-right',
  '\u001bb': 'word-left',
  '\u001bd': 'kill-word-right',
  '\u001b\u007f': 'kill-word-left',
};

/** A named key, or text to insert. */
export type Key = { name: string } | { text: string };

const TOKEN = /\u001b(?:\[[0-?]*[ -/]*[@-~]|O[A-Z]|[^[O])|[\p{Cc}]|[^\p{Cc}]+/gu;

/** The keys of some data in order. Unknown sequences and control characters are left out. */
export function keysIn(data: string): Key[] {
  return (data.replaceAll('\r\n', '\r').match(TOKEN) ?? []).flatMap((token): Key[] => {
    const name = SEQUENCES[token.replace(/^\u001bO/, '\u001b[')];
    if (name !== undefined) return [{ name }];
    return /^\p{Cc}/u.test(token) ? [] : [{ text: token }];
  });
}
