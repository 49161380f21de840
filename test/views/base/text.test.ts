import { expect, it } from 'vitest';
import { hanging, proseWidth } from '../../../src/views/base/text.ts';

it('hangs a text beside its head', () => {
  expect(hanging('one  ', 'a text that does not fit', 25)).toEqual(['one  a text that does not', '     fit']);
  expect(hanging('one  ', 'a text', Number.POSITIVE_INFINITY)).toEqual(['one  a text']);
  expect(hanging('one  ', '', 20)).toEqual(['one']);
});

it('counts no colours, and has 16 columns for the text', () => {
  expect(hanging('\u001b[1mone\u001b[22m  ', 'aaaaaaaa bbbbbbb c', 21)).toEqual([
    '\u001b[1mone\u001b[22m  aaaaaaaa bbbbbbb',
    '     c',
  ]);
  expect(hanging('a long head  ', 'aaaaaaaa bbbbbbb c', 29)).toEqual([
    'a long head  aaaaaaaa bbbbbbb',
    '             c',
  ]);
});

it('has a text below a head that leaves it less', () => {
  expect(hanging('a long head  ', 'aaaaaaaa bbbbbbb c', 28)).toEqual([
    'a long head',
    '    aaaaaaaa bbbbbbb c',
  ]);
  expect(hanging('a long head  ', 'aaaa bb', 20)).toEqual(['a long head  aaaa bb']);
  expect(hanging('  - ', 'aaaaaaaa bbbbbbb c', 18)).toEqual(['  - aaaaaaaa bbbbbbb', '    c']);
});

it('prose has 40 to 100 columns', () => {
  expect([20, 80, 200].map(proseWidth)).toEqual([40, 80, 100]);
});
