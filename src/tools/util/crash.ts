/** The end of a tool by a signal of its own making; its unwritten output is lost. */
export class ToolCrash extends Error {
  /** Exit status as a shell has it: 128 plus the number of the signal. */
  readonly rc: number;

  /** @param word what a shell prints */
  constructor(rc: number, word: string) {
    super(word);
    this.rc = rc;
  }
}

/** A division by zero (SIGFPE). */
export const divisionByZero = (): ToolCrash => new ToolCrash(136, 'Floating point exception');
