/** Stubs for modules of Node that a page does not have; to call one is an error. */

const absent = (): never => {
  throw new Error('not in a page');
};

export const spawn = absent;
export const userInfo = absent;
/** Base classes of the streams of memfs, which are not opened. */
export class Readable {}
export class Writable {}
export const URL = globalThis.URL;
