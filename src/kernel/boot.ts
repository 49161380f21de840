/** Boot sequence: initial state, memory, persistent memory. */
import type { Firmware } from '../firmware/media.ts';
import { setupMemory } from './arch/x86/setup.ts';
import { blockState } from './block/state.ts';
import { cxl_init } from './cxl/init.ts';
import { hmem_init } from './dax/hmem/device.ts';
import { dax_hmem_init } from './dax/hmem/hmem.ts';
import { daxState } from './dax/state.ts';
import { TaskEnd } from './kernel/panic.ts';
import { emptyResources } from './kernel/resource/tree.ts';
import { type Kernel, openKernel } from './kernel.ts';
import { mmState } from './mm/state.ts';
import { libnvdimm_init } from './nvdimm/core.ts';
import { ndState } from './nvdimm/state.ts';
import { virtio_pmem_init } from './nvdimm/virtio_pmem.ts';
import type { KernelState } from './state.ts';

/** Kernel build and command line to boot. */
export interface BootOptions {
  /** Output of `uname -r`. */
  release: string;
  /** Ids of the changes that the release contains. */
  changes: string[];
  /** Build options with a visible effect. */
  config: Record<string, boolean>;
  cmdline: string;
  /** Seed of the uuid generator. */
  seed: number;
}

/** MAX_PHYSMEM_BITS: 52 with five-level page tables, else 46. */
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

/** Initialises the memory of devices in the order of the initcalls and module loads. */
function initDevices(k: Kernel): void {
  hmem_init(k);
  libnvdimm_init(k);
  // Since it makes the devices, dax_hmem lets the CXL drivers look first.
  if (k.has('hmem-registered-late')) cxl_init(k);
  dax_hmem_init(k);
  virtio_pmem_init(k);
  if (!k.has('hmem-registered-late')) cxl_init(k);
}

/**
 * Boots a machine. After a panic, or when a probe oopses or blocks forever, the state has `crashed` set and
 * the log ends there.
 *
 * @param watch called with the kernel before the boot starts
 */
export function boot(options: BootOptions, firmware: Firmware, watch?: (k: Kernel) => void): Kernel {
  const k = openKernel(freshState(options, firmware), firmware);
  watch?.(k);
  try {
    if (setupMemory(k, firmware.platform)) initDevices(k);
  } catch (error) {
    if (!(error instanceof TaskEnd)) throw error;
  }
  return k;
}
