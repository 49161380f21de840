/**
 * Everything a running kernel knows, as plain serialisable records: no cycles, no methods. A snapshot is
 * one JSON.stringify of it. Each subsystem describes its own part.
 */
import type { Rng } from '../lib/rng.ts';
import type { AcpiState } from './acpi/state.ts';
import type { E820State } from './arch/x86/e820/state.ts';
import type { BlockState } from './block/state.ts';
import type { DaxState } from './dax/state.ts';
import type { LogState } from './kernel/printk.ts';
import type { ResourceState } from './kernel/resource/state.ts';
import type { MmState } from './mm/state.ts';
import type { NdState } from './nvdimm/state.ts';
import type { PciState } from './pci/state.ts';

export interface KernelState {
  /** The release as `uname -r` says it, `6.1.0-56-amd64`. */
  release: string;
  /** Ids of the changes in force (see history/). */
  changes: string[];
  /** Build options that show: ARCH_MEMORY_PROBE, ZONE_DEVICE, .. */
  config: Record<string, boolean>;
  cmdline: string;
  /** Why the machine stands still: the panic or oops line; absent while it runs. */
  crashed?: string;
  /** Source of the uuids that the kernel makes up. */
  rng: Rng;
  log: LogState;
  e820: E820State;
  resources: ResourceState;
  mm: MmState;
  nd: NdState;
  dax: DaxState;
  block: BlockState;
  /** Absent until something is plugged in. */
  acpi?: AcpiState;
  /** Absent on a platform without PCI devices. */
  pci?: PciState;
}
