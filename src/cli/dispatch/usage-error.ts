/** Usage errors of commander in the form of all errors of memsim: `memsim: ..; NEXT STEP`. */

import { TABLE } from '../table/table.ts';

const UNKNOWN = /^unknown command '([\w-]+)'$/;

/** Words that other programs have as commands, and memsim as options. */
const AS_OPTIONS: Readonly<Record<string, string>> = { version: '--version' };

/** Commands of a family that are typed without its name: `check` is `lesson check`. */
function familyMembers(message: string): string[] {
  const [, name = ''] = UNKNOWN.exec(message) ?? [];
  if (Object.hasOwn(AS_OPTIONS, name)) return [AS_OPTIONS[name]!];
  return TABLE.filter(({ words, hidden }) => !hidden && words.split(' ')[1] === name).map(
    ({ words }) => words,
  );
}

/** `error: unknown option '--x'`, then a suggestion on a line of its own. */
const ERROR = /^error: ([\s\S]*?)(?:\n\(Did you mean (?:one of )?(.+)\?\))?\n?$/;

/**
 * A printer of errors.
 *
 * @param words the command whose help is the next step; undefined for memsim
 */
export const usageErrorPrinter =
  (words?: string) =>
  (text: string, write: (text: string) => void): void => {
    const [, message, alike] = ERROR.exec(text) ?? [];
    const help = words === undefined ? "'memsim help' lists the commands" : `see 'memsim help ${words}'`;
    if (message === undefined) {
      write(text);
      return;
    }
    const members = words === undefined ? familyMembers(message) : [];
    const meant = members.length > 0 ? members.join(', ') : alike;
    write(
      `memsim: ${message.replace(/\.$/, '')}${meant === undefined ? '' : ` (did you mean ${meant}?)`}; ${help}\n`,
    );
  };
