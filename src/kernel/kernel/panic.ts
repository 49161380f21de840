/**
 * Fatal kernel errors: models die() and oops_end() of arch/x86/kernel/dumpstack.c and panic() of
 * kernel/panic.c, all releases. The failing task never returns and keeps its locks, so the machine counts as
 * crashed; its log and files remain readable.
 */
import { type WarnSite, warnLocation } from '../history/warn-sites.ts';
import type { Kernel } from '../kernel.ts';
import { printk } from './printk.ts';

/** End of the failing task: SIGKILL after a page fault, SIGSEGV after a trap, or blocked forever. */
export type Fate = 'killed' | 'segfault' | 'hung';

/** Thrown from the failing function to the entry from user space. */
export class TaskEnd extends Error {
  readonly fate: Fate;
  constructor(fate: Fate, message: string) {
    super(message);
    this.fate = fate;
  }
}

/** Panics: logs the message and marks the machine as crashed. */
export function panic(k: Kernel, text: string): void {
  k.state.crashed = `Kernel panic - not syncing: ${text}`;
  printk(k, 'emerg', k.state.crashed);
}

/** Prints the call chain of the running function, innermost first. */
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
 * Oops: access to an unmapped address.
 *
 * @param address virtual address in hex, where it is known
 */
export const page_fault = (k: Kernel, address?: string): never =>
  oops(k, 'killed', `BUG: unable to handle kernel paging request${address ? ` at ${address}` : ''}`);

/** Oops: access through a NULL pointer. */
export const null_pointer = (k: Kernel): never =>
  oops(k, 'killed', 'BUG: unable to handle kernel NULL pointer dereference at (null)');

/** Oops: access through a non-canonical pointer. */
export const general_protection = (k: Kernel): never =>
  oops(k, 'segfault', 'general protection fault: 0000 [#1] SMP');

/** BUG_ON: oops on a violated condition. */
export const BUG = (k: Kernel, site: WarnSite): never =>
  oops(k, 'segfault', `kernel BUG at ${warnLocation(site, k.state.release)}!`);

/** Blocks the task forever; nothing is logged. */
export const wait_for_ever = (k: Kernel, what: string): never => end(k, 'hung', `a task waits for ${what}`);
