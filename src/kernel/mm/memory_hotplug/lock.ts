/**
 * Models mem_hotplug_begin() and mem_hotplug_done() of mm/memory_hotplug.c as devices use them, 4.10 to 5.2,
 * for two tasks at once (race.ts). Readers and writers wait for each other, and a reader that leaves wakes
 * the one writer that is written down. Before 4.11 nothing kept a second writer from writing itself over
 * the first, which then is never woken. Before 4.10 devices take no lock at all.
 */

import { wait_for_ever } from '../../kernel/panic.ts';
import type { Kernel } from '../../kernel.ts';
import { let_in, type Race } from '../../race.ts';
import { traced } from '../../trace.ts';

/** True when writers come one at a time: by the device_hotplug lock, or by a lock of hotplug's own. */
const writers_take_turns = (k: Kernel): boolean =>
  k.has('memremap-device-hotplug-lock') || k.has('memory-add-remove-lock');

/** The last reader leaves and wakes the writer that it knows of. */
function put_online_mems(race: Race): void {
  race.readers--;
  if (race.readers === 0) race.woken = race.activeWriter;
}

const mem_hotplug_begin = traced('mem_hotplug_begin', (k: Kernel, race: Race): void => {
  const me = race.current;
  race.locked = writers_take_turns(k);
  race.activeWriter = me;
  if (race.readers > 0) {
    let_in(k);
    while (race.readers > 0) put_online_mems(race);
    if (race.woken !== me) wait_for_ever(k, 'a wake-up in mem_hotplug_begin that went to another writer');
  }
  race.locked = true;
});

function mem_hotplug_done(race: Race): void {
  race.activeWriter = undefined;
  race.locked = false;
}

/** Runs `act` with memory hotplug locked, in the kernels whose devices lock it. */
export function hotplug_locked<T>(k: Kernel, act: () => T): T {
  const { race } = k;
  if (race === undefined || !k.has('memremap-hotplug-lock')) return act();
  mem_hotplug_begin(k, race);
  try {
    return act();
  } finally {
    mem_hotplug_done(race);
  }
}
