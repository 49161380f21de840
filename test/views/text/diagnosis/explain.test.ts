import { expect, test } from 'vitest';
import type { Explanation } from '../../../../src/explain/explanation.ts';
import { renderExplanation } from '../../../../src/views/text/diagnosis/explain.ts';

const EXPLANATION: Explanation = {
  subject: 'namespace0.0',
  kernel: '6.1.0',
  said: ['it is disabled, and could be enabled'],
  sums: [
    { name: 'start', value: 0x47c000000, unit: 'address', how: '' },
    {
      name: 'dataoff',
      value: 0x1200000,
      unit: 'bytes',
      how: '8 KiB + 64 B for each page, up to the next multiple of 2M',
    },
  ],
  tests: [{ name: 'data by align', kind: 'multiple', left: 3, right: 2, ok: false }],
};

const render = (width: number) => renderExplanation(EXPLANATION, { width, color: 0, unicode: true });

test('the derivation of a number is wrapped on a narrow terminal', () => {
  expect(render(60)).toBe(`namespace0.0 on 6.1.0
  | it is disabled, and could be enabled

Arithmetic
  start    0x47c000000
  dataoff  0x1200000    18 MiB  8 KiB + 64 B for each page,
                                up to the next multiple of
                                2M

Checks
  NO  data by align  0x3 % 0x2 = 0x1 (1 B over)
`);
});

test('and stays on one line on a wide one', () => {
  expect(render(100)).toContain(
    '  dataoff  0x1200000    18 MiB  8 KiB + 64 B for each page, up to the next multiple of 2M\n',
  );
});
