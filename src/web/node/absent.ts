/** Modules of Node that a page has nothing for; memsim does not call them there. */

const absent = (): never => {
  throw new Error('not in a page');
};

export const spawn = absent;
export const userInfo = absent;
/** Base classes of the streams of memfs, which are not opened. */
export class Readable {}
export class Writable {}
export const URL = globalThis.URL;
