/** Usage errors of commander in the form of all errors of memsim: `memsim: ..; NEXT STEP`. */

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
    const [, message, meant] = ERROR.exec(text) ?? [];
    const help = words === undefined ? "'memsim help' lists the commands" : `see 'memsim help ${words}'`;
    if (message === undefined) write(text);
    else
      write(
        `memsim: ${message.replace(/\.$/, '')}${meant === undefined ? '' : ` (did you mean ${meant}?)`}; ${help}\n`,
      );
  };
