/**
 * Models the check of arch/x86/kernel/smpboot.c that processors which share a cache are on one node, all
 * releases. A virtual machine shows all of its processors as cores of one package; of other machines nothing
 * is known.
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

/** What assembly calls on a processor that starts; its name changed with 6.8. */
const startup = (k: Kernel): string =>
  k.has('common-startup-64') ? 'common_startup_64' : 'secondary_startup_64_no_verify';

/** Starts the other processors. */
export function smp_init(k: Kernel): void {
  if (!k.firmware.platform.hypervisor) return;
  const first = startup(k);
  for (const cpu of k.state.mm.cpus.slice(1)) traced(first, start_secondary)(k, cpu);
}
