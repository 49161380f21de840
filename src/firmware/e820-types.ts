/** Numbers of the e820 types (enum e820_type), and the kernel's names for them. */
export const E820 = {
  RAM: 1,
  RESERVED: 2,
  ACPI: 3,
  NVS: 4,
  UNUSABLE: 5,
  PMEM: 7,
  PRAM: 12,
  RESERVED_KERN: 128,
  SOFT_RESERVED: 0xefffffff,
} as const;

const WORDS: Record<number, string> = {
  [E820.RAM]: 'usable',
  [E820.RESERVED_KERN]: 'usable',
  [E820.RESERVED]: 'reserved',
  [E820.SOFT_RESERVED]: 'soft reserved',
  [E820.ACPI]: 'ACPI data',
  [E820.NVS]: 'ACPI NVS',
  [E820.UNUSABLE]: 'unusable',
  [E820.PMEM]: 'persistent (type 7)',
  [E820.PRAM]: 'persistent (type 12)',
};

/** Names that newer kernels print instead. */
const LATER_WORDS: Record<number, string> = {
  [E820.RAM]: 'System RAM',
  [E820.RESERVED]: 'device reserved',
  [E820.PMEM]: 'persistent RAM (type 7)',
  [E820.PRAM]: 'persistent RAM (type 12)',
};

/** Name of a type as the kernel prints it, in a platform file and before 7.0. */
export const e820_print_type = (type: number): string => WORDS[type] ?? `type ${type}`;

/** Name of a type as newer kernels print it. */
export const laterTypeWord = (type: number): string => LATER_WORDS[type] ?? e820_print_type(type);

/** The name in a platform file for a name that any kernel printed. */
export const platformTypeWord = (word: string): string =>
  WORDS[Number(Object.keys(LATER_WORDS).find((type) => LATER_WORDS[Number(type)] === word))] ?? word;

/** Type by its name in a platform file; undefined for an unknown name. */
export function e820TypeOf(word: string): number | undefined {
  const known = Object.keys(WORDS).find((type) => WORDS[Number(type)] === word);
  if (known !== undefined) return Number(known);
  const other = /^type (\d+)$/.exec(word);
  return other === null ? undefined : Number(other[1]);
}
