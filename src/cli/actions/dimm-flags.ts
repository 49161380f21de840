/** Options of commands that plug a DIMM of RAM, or explain what plugging it does. */
import { node_possible } from '../../kernel/arch/x86/numa/nodes.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { refusal } from '../../machine/refusal.ts';
import type { JsonFlag } from '../output/print-model.ts';

export interface DimmFlags extends JsonFlag {
  node?: number;
}

/** Refuses a node that the firmware does not name: no DIMM can be on it. */
export function requireNode(k: Kernel, node: number | undefined): void {
  if (node === undefined || node_possible(k, node)) return;
  throw refusal(`no node ${node}: the firmware has ${k.state.mm.possible.join(', ')}`);
}
