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

/** Name of a type as the kernel prints it. */
export const e820_print_type = (type: number): string => WORDS[type] ?? `type ${type}`;

/** Type by its printed name; undefined for an unknown name. */
export function e820TypeOf(word: string): number | undefined {
  const known = Object.keys(WORDS).find((type) => WORDS[Number(type)] === word);
  if (known !== undefined) return Number(known);
  const other = /^type (\d+)$/.exec(word);
  return other === null ? undefined : Number(other[1]);
}
