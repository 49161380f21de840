import { boot } from '../../src/kernel/boot.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';

/** Boots the same kernel again on the same hardware and media, optionally with another command line. */
export function rebootKernel({ state, firmware }: Kernel, cmdline = state.cmdline): Kernel {
  const { release, changes, config } = state;
  return boot({ release, changes, config, cmdline, seed: 2 }, firmware);
}
