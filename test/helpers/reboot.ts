import { boot } from '../../src/kernel/boot.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';

/** The same kernel, started again on the same hardware and media; another command line may be given. */
export function rebootKernel({ state, firmware }: Kernel, cmdline = state.cmdline): Kernel {
  const { release, changes, config } = state;
  return boot({ release, changes, config, cmdline, seed: 2 }, firmware);
}
