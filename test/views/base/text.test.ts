import { expect, it } from 'vitest';
import { hanging, proseWidth } from '../../../src/views/base/text.ts';

it('hangs a text beside its head', () => {
  expect(hanging('one  ', 'a text that does not fit', 25)).toEqual(['one  a text that does not', '     fit']);
  expect(hanging('one  ', 'a text', Number.POSITIVE_INFINITY)).toEqual(['one  a text']);
  expect(hanging('one  ', '', 20)).toEqual(['one']);
});

it('counts no colours, and keeps 16 columns for the text', () => {
  expect(hanging('\u001b[1mone\u001b[22m  ', 'aaaa bbbb', 9)).toEqual(['\u001b[1mone\u001b[22m  aaaa bbbb']);
  expect(hanging('a long head  ', 'aaaaaaaa bbbbbbb c', 20)).toEqual([
    'a long head  aaaaaaaa bbbbbbb',
    '             c',
  ]);
});

it('prose has 60 to 100 columns', () => {
  expect([40, 80, 200].map(proseWidth)).toEqual([60, 80, 100]);
});
