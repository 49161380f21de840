/** Files of the host, for options of tools that read or write one. */
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
