/** Ends the process when one command takes more than ten seconds, also in a loop that never returns. */
import { Worker } from 'node:worker_threads';

const LIMIT = 10;
const ROOM = 65536;

/** 0: seconds that the command has had, reset by begin() and beat(); 1: bytes of the input's description. */
const shared = new SharedArrayBuffer(8 + ROOM);
const counters = new Int32Array(shared, 0, 2);
const room = new Uint8Array(shared, 8);

const WATCH = `
const { workerData } = require('node:worker_threads');
const counters = new Int32Array(workerData, 0, 2);
const room = new Uint8Array(workerData, 8);
setInterval(() => {
  if (counters[1] === 0 || Atomics.add(counters, 0, 1) < ${LIMIT}) return;
  process._rawDebug('HANGS: ' + Buffer.from(room.slice(0, counters[1])).toString());
  process.kill(process.pid, 'SIGKILL');
}, 1000);
`;

let isStarted = false;

export const watchdog = {
  begin(describe: () => string): void {
    if (!isStarted) new Worker(WATCH, { eval: true, workerData: shared }).unref();
    isStarted = true;
    const text = Buffer.from(describe()).subarray(0, ROOM);
    room.set(text);
    Atomics.store(counters, 0, 0);
    Atomics.store(counters, 1, text.length);
  },
  /** Called before each command of an input: each has its ten seconds. */
  beat: (): void => void Atomics.store(counters, 0, 0),
  end: (): void => void Atomics.store(counters, 1, 0),
};
