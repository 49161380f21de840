/** Terminals among file descriptors. */
import { fstatSync } from 'node:fs';

/** `/dev/null` on Linux: device 3 of the memory devices (major 1). */
const NULL_DEVICE = 0x103;

/**
 * Tests for a terminal.
 *
 * @param isatty asked only about a character device other than the null device: to load node:tty takes 7 % of
 *   a start
 */
export function isTerminal(fd: number, isatty: (fd: number) => boolean): boolean {
  try {
    const stat = fstatSync(fd);
    if (!stat.isCharacterDevice() || stat.rdev === NULL_DEVICE) return false;
  } catch {
    return false;
  }
  return isatty(fd);
}
