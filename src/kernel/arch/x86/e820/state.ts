/** The memory map as plain data. */

/**
 * One entry of a kernel e820 table; `end` is inclusive, `type` is the numeric e820 type. What a command line
 * asks for beyond 2^53 is kept as 2^53-1: no CPU reaches it.
 */
export interface E820Entry {
  /** Physical address of the first byte. */
  start: number;
  /** Physical address of the last byte. */
  end: number;
  type: number;
}

export interface E820State {
  /** The map as the BIOS gave it, sanitised: what /sys/firmware/memmap shows (e820_table_firmware). */
  firmware: E820Entry[];
  /** The map in force (e820_table). */
  table: E820Entry[];
  /** True when mem= or memmap= changed the map. */
  userdef: boolean;
  /** RAM added since, as further entries of /sys/firmware/memmap; `index` is never used again. */
  hotplugged: { index: number; start: number; end: number }[];
  nextIndex: number;
}
