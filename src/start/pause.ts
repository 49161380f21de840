/** Milliseconds between two tries on a pipe that does not block. */
const RETRY = 10;

/** Stops the thread for a moment. */
export const pause = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY);
