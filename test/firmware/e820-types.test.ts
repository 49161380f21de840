import { describe, expect, it } from 'vitest';
import { E820, e820TypeOf, laterTypeWord, platformTypeWord } from '../../src/firmware/e820-types.ts';

describe('words of e820 types', () => {
  it('become those of a platform file, whichever kernel printed them', () => {
    expect(
      ['usable', 'System RAM', 'device reserved', 'persistent RAM (type 12)', 'soft reserved', 'type 20'].map(
        platformTypeWord,
      ),
    ).toEqual(['usable', 'usable', 'reserved', 'persistent (type 12)', 'soft reserved', 'type 20']);
  });

  it('lead from each type through the new word back to the type', () => {
    for (const type of [
      E820.RAM,
      E820.RESERVED,
      E820.ACPI,
      E820.NVS,
      E820.PMEM,
      E820.PRAM,
      E820.SOFT_RESERVED,
      20,
    ])
      expect(e820TypeOf(platformTypeWord(laterTypeWord(type)))).toBe(type);
  });
});
