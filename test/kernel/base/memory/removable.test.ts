import { describe, expect, it } from 'vitest';
import { boot, MEMORY } from './machine.ts';

describe('removable', () => {
  const shown = (kernel: string, ...blocks: number[]): string =>
    blocks.map((block) => boot(kernel).cat(`${MEMORY}/memory${block}/removable`)).join('');

  it('is 0 for the first block and for the blocks with boot struct pages', () => {
    expect(shown('4.14.67', 0, 1, 15, 46, 47)).toBe('01110');
  });

  it('is 0 for the last block below 4 GiB too since 4.15', () => {
    expect(shown('4.19.13', 0, 1, 15, 46, 47)).toBe('01010');
  });

  it('is always 1 since 5.7', () => {
    expect(shown('5.7', 0, 1, 15, 46, 47)).toBe('11111');
  });
});
