/** Whole numbers as values of options. */
import { InvalidArgumentError } from 'commander';

/** A parser of numbers from 0 to `most`. */
export const wholeNumber =
  (most: number) =>
  (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value <= most)) throw new InvalidArgumentError(`It must be a whole number from 0 to ${most}.`);
    return value;
  };
