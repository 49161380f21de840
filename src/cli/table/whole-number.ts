/** Whole numbers as values of options. */

/** What commander takes for a wrong value of an option; the table is read without commander. */
const invalidArgument = (message: string): Error =>
  Object.assign(new Error(message), { code: 'commander.invalidArgument', exitCode: 1 });

/** A parser of numbers from 0 to `most`. */
export const wholeNumber =
  (most: number) =>
  (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value <= most)) throw invalidArgument(`It must be a whole number from 0 to ${most}.`);
    return value;
  };
