/** Geometry of arenas in debugfs: models btt_debugfs_init() of drivers/nvdimm/btt.c, 4.2 to 6.12. */
import { type Directory, dir, listing, only_if, ro, since_change, union } from '../../fs/sysfs.ts';
import { find_module } from '../../kernel/module/main.ts';
import type { Kernel } from '../../kernel.ts';
import type { BttArena } from './arena.ts';

/** debugfs_create_x64(), _x32() and _u32(). */
const x64 = (value: number): string => `0x${value.toString(16).padStart(16, '0')}\n`;
const x32 = (value: number): string => `0x${value.toString(16).padStart(8, '0')}\n`;
const u32 = (value: number): string => `${value}\n`;

type Show = (arena: BttArena) => string;

const FILES: Record<string, Show> = {
  size: (arena) => x64(arena.size),
  external_lba_start: (arena) => x64(arena.externalLbaStart),
  internal_nlba: (arena) => x32(arena.internalNlba),
  internal_lbasize: (arena) => u32(arena.internalLbasize),
  external_nlba: (arena) => x32(arena.externalNlba),
  external_lbasize: (arena) => u32(arena.externalLbasize),
  nfree: (arena) => u32(arena.nfree),
  version_major: (arena) => u32(arena.versionMajor),
  version_minor: (arena) => u32(arena.versionMinor),
  nextoff: (arena) => x64(arena.nextoff),
  infooff: (arena) => x64(arena.infooff),
  dataoff: (arena) => x64(arena.dataoff),
  mapoff: (arena) => x64(arena.mapoff),
  logoff: (arena) => x64(arena.logoff),
  info2off: (arena) => x64(arena.info2off),
  flags: (arena) => x32(arena.flags),
};

const LOG_INDICES: Record<string, Show> = {
  log_index_0: ({ logIndex }) => u32(logIndex[0]),
  log_index_1: ({ logIndex }) => u32(logIndex[1]),
};

const arena_files = (files: Record<string, Show>, arena: BttArena): Directory =>
  dir(Object.fromEntries(Object.entries(files).map(([name, show]) => [name, ro(() => show(arena))])));

const arena_dir = (arena: BttArena): Directory =>
  union(arena_files(FILES, arena), since_change('btt-log-index', arena_files(LOG_INDICES, arena)));

/** The arenas of a device. */
const btt_dir = (arenas: readonly BttArena[]): Directory =>
  listing(
    () => arenas.map((_arena, i) => `arena${i}`),
    (_k, name) => {
      const arena = arenas.find((_arena, i) => name === `arena${i}`);
      return arena === undefined ? undefined : arena_dir(arena);
    },
  );

/** Arenas of a device that is active; it has none otherwise. */
const arenas_of = (k: Kernel, name: string): readonly BttArena[] => k.state.nd.btts[name]?.arenas ?? [];

/** The directory `btt` of debugfs, with the active devices; it is there while nd_btt is loaded or built in. */
export const btt_debugfs: Directory = only_if(
  (k) => k.state.config.MODULES === false || find_module(k, 'nd_btt') !== undefined,
  dir({
    btt: listing(
      (k) => Object.keys(k.state.nd.btts).filter((name) => arenas_of(k, name).length > 0),
      (k, name) => (arenas_of(k, name).length > 0 ? btt_dir(arenas_of(k, name)) : undefined),
    ),
  }),
);
