/** Boots small machines for tests, without a file or a tool around them. */
import { emptyMedia } from '../../src/firmware/media.ts';
import { readPlatform } from '../../src/firmware/schema.ts';
import { boot } from '../../src/kernel/boot.ts';
import type { ChangeId } from '../../src/kernel/history/history.ts';
import { findRelease, releaseChanges } from '../../src/kernel/history/releases.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';

export interface BootRequest {
  /** A platform file; by default one entry of RAM below and one above 4 GiB. */
  platform?: Record<string, unknown>;
  cmdline?: string;
  kernel?: string;
  config?: Record<string, boolean>;
  /** Changes added to those of the release. */
  with?: ChangeId[];
  /** Changes removed from those of the release. */
  without?: ChangeId[];
}

/** RAM from 1 MiB to 3 GiB and from 4 GiB to 8 GiB. */
export const EIGHT_GIB = {
  e820: [
    { start: '0x0', end: '0x9fbff', type: 'usable' },
    { start: '0x9fc00', end: '0x9ffff', type: 'reserved' },
    { start: '0x100000', end: '0xbfffffff', type: 'usable' },
    { start: '0x100000000', end: '0x1ffffffff', type: 'usable' },
  ],
};

/** RAM that ends 64 MiB into section 0x1f8000000, at 0x1fc000000. */
export const MID_SECTION = {
  e820: [...EIGHT_GIB.e820.slice(0, 3), { start: '0x100000000', end: '0x1fbffffff', type: 'usable' }],
};

export function bootMachine({
  platform = EIGHT_GIB,
  cmdline = '',
  kernel = '6.1',
  config = {},
  with: added = [],
  without = [],
}: BootRequest = {}): Kernel {
  const { release, uname } = findRelease(kernel)!;
  return boot(
    {
      release: uname,
      changes: [...releaseChanges(release), ...added].filter((id) => !without.includes(id)),
      config: { ...release.config, ...config },
      cmdline,
      seed: 1,
    },
    { platform: readPlatform(platform), media: emptyMedia() },
  );
}

/** Messages of the kernel log that match. */
export const logged = (k: Kernel, pattern: RegExp): string[] =>
  k.state.log.lines.map(({ text }) => text).filter((text) => pattern.test(text));
