/**
 * The memory hotplug lock: models mem_hotplug_begin() and mem_hotplug_done() of mm/memory_hotplug.c as
 * devices use them, 4.10 to 5.2, for two concurrent tasks (race.ts). Readers and writers exclude each other;
 * the last reader wakes the one registered writer. Before 4.11 a second writer can replace the first as the
 * registered one, which is then never woken. Before 4.10 devices take no lock.
 */

import { wait_for_ever } from '../../kernel/panic.ts';
import type { Kernel } from '../../kernel.ts';
import { type Race, run_other_task } from '../../race.ts';
import { traced } from '../../trace.ts';

/** Returns true if writers are serialised: by the device_hotplug lock, or by a lock of memory hotplug. */
const writers_take_turns = (k: Kernel): boolean =>
  k.has('memremap-device-hotplug-lock') || k.has('memory-add-remove-lock');

/** Drops a read lock; the last reader wakes the registered writer. */
function put_online_mems(race: Race): void {
  race.readers--;
  if (race.readers === 0) race.woken = race.activeWriter;
}

const mem_hotplug_begin = traced('mem_hotplug_begin', (k: Kernel, race: Race): void => {
  const me = race.current;
  race.locked = writers_take_turns(k);
  race.activeWriter = me;
  if (race.readers > 0) {
    run_other_task(k);
    while (race.readers > 0) put_online_mems(race);
    if (race.woken !== me) wait_for_ever(k, 'a wake-up in mem_hotplug_begin that went to another writer');
  }
  race.locked = true;
});

function mem_hotplug_done(race: Race): void {
  race.activeWriter = undefined;
  race.locked = false;
}

/** Runs `act` under the memory hotplug lock in the releases whose devices take it. */
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
