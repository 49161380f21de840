/**
 * Node assignments of the SRAT for CPUs and memory: models drivers/acpi/numa/srat.c and arch/x86/mm/srat.c,
 * all releases. Proximity domains have the numbers of their nodes.
 */
import type { CxlWindow } from '../../../firmware/cxl.ts';
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

/** Assigns a new node to a CXL window that the SRAT does not name. */
function acpi_parse_cfmws(init: NumaInit, { start, size }: CxlWindow): void {
  if (init.meminfo.some((range) => range.start <= start && start <= range.end)) return;
  const nid = Math.max(...init.parsed) + 1;
  init.meminfo.push({ nid, start, end: start + size - 1 });
  init.parsed.add(nid);
}

/** Reads the SRAT, and the CXL windows beside it; false without an SRAT. */
export function acpi_numa_init(k: Kernel, init: NumaInit): boolean {
  const { numa, cpus, cxl } = k.firmware.platform;
  if (numa.length === 0) return false;
  for (const cpu of cpus) acpi_numa_processor_affinity_init(k, init, cpu);
  for (const entry of numa) acpi_numa_memory_affinity_init(k, init, entry);
  if (k.has('cxl-window-nodes')) for (const window of cxl?.windows ?? []) acpi_parse_cfmws(init, window);
  k.state.mm.pxm = Object.fromEntries([...init.parsed].map((node) => [node, node]));
  return true;
}
