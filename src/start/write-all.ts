/** Output that is written when the call returns. */
import { writeSync } from 'node:fs';
import { pause } from './pause.ts';

/**
 * Writes all of `data` to a file descriptor.
 *
 * @returns the code of the error that ends it (`EPIPE`); undefined on success
 */
export function writeAll(fd: number, data: string | Uint8Array): string | undefined {
  let left: Uint8Array = typeof data === 'string' ? Buffer.from(data) : data;
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(fd, left));
    } catch (error) {
      const { code = 'EIO' } = error as NodeJS.ErrnoException;
      if (code !== 'EAGAIN') return code;
      pause();
    }
  }
  return undefined;
}
