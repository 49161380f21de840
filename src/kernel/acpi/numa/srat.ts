/**
 * Node assignments of the SRAT for CPUs and memory: models drivers/acpi/numa/srat.c and arch/x86/mm/srat.c,
 * all releases. Proximity domains have the numbers of their nodes.
 */
import type { Cpu, NumaRange } from '../../../firmware/platform.ts';
import { hex } from '../../../lib/units.ts';
import type { NumaInit } from '../../arch/x86/numa/init.ts';
import { pr_info } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';

/** First local APIC number that has an x2APIC entry. */
const FIRST_X2APIC = 255;

function acpi_numa_processor_affinity_init(k: Kernel, init: NumaInit, { cpu, node }: Cpu): void {
  init.cpuNode.set(cpu, node);
  init.parsed.add(node);
  if (k.has('srat-cpu-lines-debug')) return;
  pr_info(k, `SRAT: PXM ${node} -> APIC ${hex(cpu, cpu < FIRST_X2APIC ? 2 : 4)} -> Node ${node}`);
}

function acpi_numa_memory_affinity_init(k: Kernel, init: NumaInit, entry: NumaRange): void {
  const { node, start, end, hotplug, nonVolatile } = entry;
  init.meminfo.push({ nid: node, start, end });
  init.parsed.add(node);
  const flags = `${hotplug ? ' hotplug' : ''}${nonVolatile ? ' non-volatile' : ''}`;
  pr_info(k, `ACPI: SRAT: Node ${node} PXM ${node} [mem ${hex(start, 8)}-${hex(end, 8)}]${flags}`);
}

/** Parses the SRAT; returns false when there is none. */
export function acpi_numa_init(k: Kernel, init: NumaInit): boolean {
  const { numa, cpus } = k.firmware.platform;
  if (numa.length === 0) return false;
  for (const cpu of cpus) acpi_numa_processor_affinity_init(k, init, cpu);
  for (const entry of numa) acpi_numa_memory_affinity_init(k, init, entry);
  k.state.mm.pxm = Object.fromEntries([...init.parsed].map((node) => [node, node]));
  return true;
}
