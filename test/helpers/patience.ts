/** Milliseconds to wait for another program on a slow, busy machine; tests have several times as many. */
export const PATIENCE = 60_000;
