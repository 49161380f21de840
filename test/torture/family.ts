/** A kind of torture: inputs, what is done with one, and how it reads as a script. */
import fc from 'fast-check';
import { watchdog } from './watchdog.ts';

export interface Family<T> {
  name: string;
  inputs: fc.Arbitrary<T>;
  /** Throws on a fault of memsim. Returns the number of cases in the input; undefined for one. */
  run(input: T): Promise<unknown>;
  /** The input as commands that a person can run, or as the text that is read. */
  script(input: T): string;
}

export interface Outcome {
  name: string;
  seed: number;
  cases: number;
  seconds: number;
  /** The smallest input that fails, as a script, and why. */
  failure?: { script: string; why: string };
}

/** Runs a family until it has had so many inputs, or fails; a failing input is shrunk. */
export async function torture<T>(family: Family<T>, inputs: number, seed: number): Promise<Outcome> {
  const start = performance.now();
  let cases = 0;
  const property = fc.asyncProperty(family.inputs, async (input) => {
    watchdog.begin(() => `${family.name}:\n${family.script(input)}`);
    const count = await family.run(input);
    watchdog.end();
    cases += typeof count === 'number' ? count : 1;
  });
  const result = await fc.check(property, { numRuns: inputs, seed, endOnFailure: false });
  const seconds = (performance.now() - start) / 1000;
  const outcome: Outcome = { name: family.name, seed, cases, seconds };
  if (!result.failed) return outcome;
  const [input] = result.counterexample!;
  const error = result.errorInstance;
  return {
    ...outcome,
    failure: { script: family.script(input), why: error instanceof Error ? error.message : String(error) },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: families of any input go into one list
export type AnyFamily = Family<any>;
