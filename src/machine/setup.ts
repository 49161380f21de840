/** The hardware by name, and the boot request. */
import type { BootRequest } from './boot-options.ts';
import type { Machine } from './machine.ts';

export interface Setup {
  /** A platform that comes with memsim, or a file. */
  platform: string;
  request: BootRequest;
  /** A machine whose copy is booted again, with its platform and media; undefined for new hardware. */
  from?: Machine | undefined;
}

/** The setup of a machine without options. */
export const DEFAULT_SETUP: Setup = {
  platform: 'default',
  request: { kernel: '6.1', cmdline: '', seed: 1 },
};
