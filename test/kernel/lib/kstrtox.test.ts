import { describe, expect, test } from 'vitest';
import { kstrtobool, kstrtoull, sysfs_streq } from '../../../src/kernel/lib/kstrtox.ts';
import { ERRNO } from '../../../src/lib/errno.ts';
import { bootMachine } from '../../helpers/boot.ts';

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
  const k = bootMachine({ kernel: '6.1' });

  test.each([
    ['1\n', true],
    ['Yes', true],
    ['ON', true],
    ['true', true],
    ['0', false],
    ['n', false],
    ['off\n', false],
    ['F', false],
    ['o', undefined],
    ['2', undefined],
    ['\n', undefined],
    ['', undefined],
  ])('%j', (text, value) => {
    expect(kstrtobool(k, text)).toBe(value);
  });

  test.each([
    ['4.5', [true, false, undefined, undefined, undefined, undefined]],
    ['4.6', [true, false, true, false, undefined, undefined]],
    ['5.18', [true, false, true, false, undefined, undefined]],
    ['5.19', [true, false, true, false, true, false]],
  ])('in %s: y, n, on, off, t and f', (kernel, values) => {
    const old = bootMachine({ kernel });
    expect(['y', 'n', 'on', 'off', 't', 'f'].map((text) => kstrtobool(old, text))).toEqual(values);
  });
});

test('a word matches with at most one trailing newline', () => {
  const same = ['online', 'online\n', 'online\n\n', 'online ', 'on'].map((text) =>
    sysfs_streq(text, 'online'),
  );
  expect(same).toEqual([true, true, false, false, false]);
});
