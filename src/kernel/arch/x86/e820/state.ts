/** The memory map as plain data. */

/**
 * One entry of a kernel e820 table; `end` is inclusive, `type` is the numeric e820 type. Addresses above
 * 2^53-1 are clamped to it; no CPU reaches them.
 */
export interface E820Entry {
  /** Physical address of the first byte. */
  start: number;
  /** Physical address of the last byte. */
  end: number;
  type: number;
  /** The addresses in hex with 0x, where one of them is clamped. */
  exact?: { start: string; end: string };
}

export interface E820State {
  /** The sanitized BIOS map, shown in /sys/firmware/memmap (e820_table_firmware). */
  firmware: E820Entry[];
  /** The current map (e820_table). */
  table: E820Entry[];
  /** Set when mem= or memmap= changed the map. */
  userdef: boolean;
  /** Hot-added RAM, listed as further entries of /sys/firmware/memmap; `index` is not reused. */
  hotplugged: { index: number; start: number; end: number }[];
  nextIndex: number;
}
