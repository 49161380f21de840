/** Numbers as values of options. */

/** An InvalidArgumentError of commander, made without loading commander. */
const invalidArgument = (message: string): Error =>
  Object.assign(new Error(message), { code: 'commander.invalidArgument', exitCode: 1 });

/** Returns a parser of integers from 0 to `most`. */
export const wholeNumber =
  (most: number) =>
  (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value <= most)) throw invalidArgument(`It must be a whole number from 0 to ${most}.`);
    return value;
  };
