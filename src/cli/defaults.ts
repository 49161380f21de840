/** What a boot takes where nothing is asked for. */
import type { BootRequest } from '../machine/boot-options.ts';

export interface Defaults {
  /** A platform that comes with memsim, or a file. */
  platform: string;
  request: BootRequest;
}

export const DEFAULTS: Defaults = {
  platform: 'default',
  request: { kernel: '6.1', cmdline: '', seed: 1 },
};
