/**
 * Check that CPUs which share a cache are on one node: models arch/x86/kernel/smpboot.c, all releases. All
 * CPUs of a virtual machine are cores of one package; the topology of other machines is unknown.
 */
import { WARN_SITES } from '../../history/warn-sites.ts';
import { once, WARN } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';

type Cpu = Kernel['state']['mm']['cpus'][number];

const topology_sane = traced('topology_sane', (k: Kernel, cpu: Cpu, other: Cpu): void => {
  if (cpu.node === other.node) return;
  const text = `sched: CPU #${cpu.cpu}'s llc-sibling CPU #${other.cpu} is not on the same node! [node: ${cpu.node} != ${other.node}]. Ignoring dependency.`;
  once(k, 'topology_sane', () => WARN(k, WARN_SITES.topologySane, text));
});

const set_cpu_sibling_map = traced('set_cpu_sibling_map', (k: Kernel, cpu: Cpu): void => {
  for (const other of k.state.mm.cpus) if (other.cpu < cpu.cpu) topology_sane(k, cpu, other);
});

const start_secondary = traced('start_secondary', set_cpu_sibling_map);

/** Name of the function that assembly code calls on a starting CPU; it changed in 6.9. */
const startup = (k: Kernel): string =>
  k.has('common-startup-64') ? 'common_startup_64' : 'secondary_startup_64_no_verify';

/** Starts all CPUs except the boot CPU. */
export function smp_init(k: Kernel): void {
  if (!k.firmware.platform.hypervisor) return;
  const first = startup(k);
  for (const cpu of k.state.mm.cpus.slice(1)) traced(first, start_secondary)(k, cpu);
}
