/**
 * What happens when the kernel itself fails: models die() and oops_end() of arch/x86/kernel/dumpstack.c and
 * panic() of kernel/panic.c, all releases. The task that was in the kernel never comes back from there, and what it held stays held:
 * so the machine counts as crashed, though its log and its files can still be read.
 */
import { type WarnSite, warnLocation } from '../history/warn-sites.ts';
import type { Kernel } from '../kernel.ts';
import { printk } from './printk.ts';

/** What becomes of the task: SIGKILL after a page fault, SIGSEGV after a trap, or it waits for ever. */
export type Fate = 'killed' | 'segfault' | 'hung';

/** Thrown through whatever the task was doing, up to where user space called. */
export class TaskEnd extends Error {
  readonly fate: Fate;
  constructor(fate: Fate, message: string) {
    super(message);
    this.fate = fate;
  }
}

/** The machine stands still from here on. */
export function panic(k: Kernel, text: string): void {
  k.state.crashed = `Kernel panic - not syncing: ${text}`;
  printk(k, 'emerg', k.state.crashed);
}

/** Prints who called the function that is running, innermost first. */
export function show_trace(k: Kernel): void {
  printk(k, 'emerg', 'Call Trace:');
  for (const call of k.stack.slice(0, -1).reverse()) printk(k, 'emerg', ` ${call}`);
}

function end(k: Kernel, fate: Fate, message: string): never {
  k.state.crashed = message;
  throw new TaskEnd(fate, message);
}

function oops(k: Kernel, fate: Fate, headline: string): never {
  const where = k.stack.at(-1) ?? '';
  printk(k, 'alert', headline);
  printk(k, 'alert', `RIP: ${where}`);
  show_trace(k);
  return end(k, fate, `${headline} in ${where}`);
}

/**
 * The task read or wrote an address that nothing is mapped at.
 *
 * @param address the virtual address in hex, where it is known
 */
export const page_fault = (k: Kernel, address?: string): never =>
  oops(k, 'killed', `BUG: unable to handle kernel paging request${address ? ` at ${address}` : ''}`);

/** The task followed a pointer that was never set. */
export const null_pointer = (k: Kernel): never =>
  oops(k, 'killed', 'BUG: unable to handle kernel NULL pointer dereference at (null)');

/** The task followed a pointer that is none. */
export const general_protection = (k: Kernel): never =>
  oops(k, 'segfault', 'general protection fault: 0000 [#1] SMP');

/** BUG_ON: a condition that must not be. */
export const BUG = (k: Kernel, site: WarnSite): never =>
  oops(k, 'segfault', `kernel BUG at ${warnLocation(site, k.state.release)}!`);

/** The task waits for what never comes; nothing is logged. */
export const wait_for_ever = (k: Kernel, what: string): never => end(k, 'hung', `a task waits for ${what}`);
