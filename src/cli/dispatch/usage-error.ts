/** Usage errors as memsim words all of its errors: `memsim: ..`, then the next step. */

/** What commander prints: `error: unknown option '--x'`, and a suggestion on a line of its own. */
const ERROR = /^error: ([\s\S]*?)(?:\n\(Did you mean (?:one of )?(.+)\?\))?\n?$/;

/**
 * Prints errors of commander's.
 *
 * @param words the command whose help is the next step; memsim's own where there is none
 */
export const inOneVoice =
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
