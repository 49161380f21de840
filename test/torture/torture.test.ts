import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { SEED } from '../helpers/seed.ts';
import { FAMILIES } from './families.ts';
import { torture } from './family.ts';
import { atEveryCall, writers } from './processes.ts';

/** A short form of `npm run torture`, which draws random seeds. */
const CASES = 60;

describe(`torture with seed ${SEED}`, () => {
  it.each(FAMILIES)('$family.name', async ({ family, share }) => {
    const { failure } = await torture(family, Math.ceil((share * CASES) / 1000), SEED);
    expect(failure).toBe(undefined);
  });

  it('eight writers at once, two of them killed', async () => {
    expect((await writers(8, 2, 2)).failures).toEqual([]);
  });

  it.skipIf(spawnSync('strace', ['-V']).status !== 0)(
    'kills and full disks at the first system calls of a save',
    () => {
      const { cases, failures } = atEveryCall(1);
      expect(failures).toEqual([]);
      expect(cases).toBeGreaterThan(8);
    },
  );
});
