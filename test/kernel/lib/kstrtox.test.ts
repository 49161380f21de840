import { describe, expect, test } from 'vitest';
import { kstrtobool, kstrtoull, sysfs_streq } from '../../../src/kernel/lib/kstrtox.ts';
import { ERRNO } from '../../../src/lib/errno.ts';

describe('an unsigned number written to an attribute', () => {
  test.each([
    ['0', 0],
    ['2097152\n', 0x200000],
    ['0x200000', 0x200000],
    ['0X1f', 31],
    ['010', 8],
    ['+7', 7],
    ['0xffffffffffffffff', 2 ** 64],
    ['0x10000000000000000', -ERRNO.ERANGE],
    ['', -ERRNO.EINVAL],
    ['-1', -ERRNO.EINVAL],
    ['08', -ERRNO.EINVAL],
    ['0x', -ERRNO.EINVAL],
    ['2M', -ERRNO.EINVAL],
    [' 1', -ERRNO.EINVAL],
    ['1\n\n', -ERRNO.EINVAL],
  ])('%j', (text, value) => {
    expect(kstrtoull(text)).toBe(value);
  });
});

describe('a boolean written to an attribute', () => {
  test.each([
    ['1\n', true],
    ['Yes', true],
    ['on', true],
    ['0', false],
    ['n', false],
    ['off', false],
    ['o', undefined],
    ['2', undefined],
    ['', undefined],
  ])('%j', (text, value) => {
    expect(kstrtobool(text)).toBe(value);
  });
});

test('a word matches with at most one trailing newline', () => {
  const same = ['online', 'online\n', 'online\n\n', 'online ', 'on'].map((text) =>
    sysfs_streq(text, 'online'),
  );
  expect(same).toEqual([true, true, false, false, false]);
});
