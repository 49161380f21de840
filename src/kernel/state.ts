/**
 * State of a running kernel as plain serialisable records, without cycles or methods; a snapshot is its JSON.
 * Each subsystem defines its own part.
 */
import type { Rng } from '../lib/rng.ts';
import type { AcpiState } from './acpi/state.ts';
import type { E820State } from './arch/x86/e820/state.ts';
import type { BlockState } from './block/state.ts';
import type { CxlState } from './cxl/state.ts';
import type { DaxState } from './dax/state.ts';
import type { LogState } from './kernel/printk.ts';
import type { ResourceState } from './kernel/resource/state.ts';
import type { MmState } from './mm/state.ts';
import type { NdState } from './nvdimm/state.ts';
import type { PciState } from './pci/state.ts';

export interface KernelState {
  /** Output of `uname -r`, `6.1.0-56-amd64`. */
  release: string;
  /** Ids of the changes that the kernel contains (see history/). */
  changes: string[];
  /** Build options with a visible effect: ARCH_MEMORY_PROBE, ZONE_DEVICE, .. */
  config: Record<string, boolean>;
  cmdline: string;
  /** Modules loaded after boot, in order; absent when there are none. */
  modules?: string[];
  /** Modules removed after boot that were loaded then; absent when there are none. */
  unloadedModules?: string[];
  /** Panic or oops line after a crash; absent while the kernel runs. */
  crashed?: string;
  /** Generator of kernel-made uuids. */
  rng: Rng;
  log: LogState;
  e820: E820State;
  resources: ResourceState;
  mm: MmState;
  nd: NdState;
  dax: DaxState;
  block: BlockState;
  /** Absent on a machine without CXL. */
  cxl?: CxlState;
  /** Absent until memory is hot-plugged. */
  acpi?: AcpiState;
  /** Absent on a platform without PCI devices. */
  pci?: PciState;
}
