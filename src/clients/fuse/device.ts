/** The device /dev/fuse. */
import { openSync } from 'node:fs';

/** A descriptor to mount with, or the reason for its failure. */
export function openFuse(): number | { refused: string } {
  try {
    return openSync('/dev/fuse', 'r+');
  } catch (error) {
    return { refused: `/dev/fuse cannot be opened (${(error as NodeJS.ErrnoException).code})` };
  }
}

/**
 * Options of mount(8) for a descriptor. Device nodes are shown and not opened: the host's devices have their
 * numbers.
 */
export const mountOptions = (fd: number): string =>
  `fd=${fd},rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions,nodev,nosuid`;
