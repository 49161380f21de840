import { expect, it } from 'vitest';
import { visible, visibleWord, withoutControls } from '../../src/lib/controls.ts';

it('escapes characters that a terminal interprets', () => {
  expect(visible('a\u001b[2J\u0007\u009b\u007f\u202eb\n\tc\r')).toBe(
    'a\\x1b[2J\\x07\\u009b\\u007f\\u202eb\n\tc\\x0d',
  );
  expect(visibleWord('a\n\tb')).toBe('a\\x0a\\x09b');
  expect(withoutControls('a\u0000\u001bb\n')).toBe('ab\n');
  expect(visible('plain é 漢 😀')).toBe('plain é 漢 😀');
});
