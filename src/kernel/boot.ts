/**
 * From power-on to a running machine: a fresh state, memory, then persistent memory.
 */
import type { Firmware } from '../firmware/media.ts';
import { setupMemory } from './arch/x86/setup.ts';
import { blockState } from './block/state.ts';
import { daxState } from './dax/state.ts';
import { TaskEnd } from './kernel/panic.ts';
import { emptyResources } from './kernel/resource/tree.ts';
import { type Kernel, openKernel } from './kernel.ts';
import { mmState } from './mm/state.ts';
import { nvdimm_init } from './nvdimm/core.ts';
import { ndState } from './nvdimm/state.ts';
import type { KernelState } from './state.ts';

/** What to boot. */
export interface BootOptions {
  /** As `uname -r` says it. */
  release: string;
  /** Ids of the changes in force. */
  changes: string[];
  /** Build options that show. */
  config: Record<string, boolean>;
  cmdline: string;
  /** Start of the generator of uuids. */
  seed: number;
}

/** MAX_PHYSMEM_BITS: five-level page tables reach further. */
const maxPhysmemBits = (config: Record<string, boolean>): number => (config.X86_5LEVEL === false ? 46 : 52);

function freshState(options: BootOptions, firmware: Firmware): KernelState {
  const { release, changes, config, cmdline, seed } = options;
  return {
    release,
    changes,
    config,
    cmdline,
    rng: { seed },
    log: { lines: [], once: [], clock: 0 },
    e820: { firmware: [], table: [], userdef: false, hotplugged: [], nextIndex: 0 },
    resources: emptyResources(2 ** firmware.platform.physBits - 1),
    mm: mmState(maxPhysmemBits(config)),
    nd: ndState(),
    dax: daxState(),
    block: blockState(),
  };
}

/**
 * Boots a machine. One that panics on the way, or whose probing dies or waits for ever, has `crashed` in its
 * state and everything up to there in its log.
 *
 * @param watch is handed the kernel before it does anything
 */
export function boot(options: BootOptions, firmware: Firmware, watch?: (k: Kernel) => void): Kernel {
  const k = openKernel(freshState(options, firmware), firmware);
  watch?.(k);
  try {
    if (setupMemory(k, firmware.platform)) nvdimm_init(k);
  } catch (error) {
    if (!(error instanceof TaskEnd)) throw error;
  }
  return k;
}
