/** Virtual machine or bare metal, by the size of memory blocks where no source names the platform. */
import type { Platform } from '../../firmware/platform.ts';
import type { Machine } from '../../machine/machine.ts';
import { failed } from '../../wall/files.ts';
import type { Draft } from '../merge/draft.ts';
import { type Notes, noteAssumption } from '../merge/notes.ts';

const BLOCK_SIZE = '/sys/devices/system/memory/block_size_bytes';

function blockSize({ files }: Machine): number | undefined {
  const text = files.read(BLOCK_SIZE);
  return failed(text) ? undefined : Number.parseInt(text, 16);
}

/**
 * The platform as virtual machine or bare metal, whichever has memory blocks of the size that a source states.
 *
 * @param stated that size in bytes; undefined if no source states it
 */
export function platformByBlocks(
  { platform, hypervisor }: Draft,
  boot: (platform: Platform) => Machine,
  stated: number | undefined,
  notes: Notes,
): Platform {
  if (hypervisor.stated) return platform;
  const kind = (present: boolean): string => (present ? 'a virtual machine' : 'bare metal');
  if (stated === undefined) {
    noteAssumption(
      notes,
      `${kind(platform.hypervisor)}: no source shows which, and it determines the size of memory blocks`,
    );
    return platform;
  }
  const other = { ...platform, hypervisor: !platform.hypervisor };
  const matches = (one: Platform): boolean => blockSize(boot(one)) === stated;
  const chosen = !matches(platform) && matches(other) ? other : platform;
  noteAssumption(
    notes,
    `${kind(chosen.hypervisor)}: memory blocks have the size of one, no source names the board`,
  );
  return chosen;
}
