/** Files of the caller's own machine, for tools that read or write an image by option. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { HostFiles } from '../../tools/tool.ts';

export const hostFiles: HostFiles = {
  read(path) {
    try {
      return readFileSync(path);
    } catch {
      return undefined;
    }
  },
  write(path, data) {
    try {
      writeFileSync(path, data);
      return true;
    } catch {
      return false;
    }
  },
};
