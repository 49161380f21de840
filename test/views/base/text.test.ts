import { expect, it } from 'vitest';
import { hanging, proseWidth, wrapWords } from '../../../src/views/base/text.ts';

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

it('breaks a text that is wider than its lines', () => {
  expect(wrapWords('aaa bb', 6)).toEqual(['aaa bb']);
  expect(wrapWords('aaa bb', 5)).toEqual(['aaa', 'bb']);
  expect(wrapWords('aaa b cc', 6)).toEqual(['aaa b', 'cc']);
});

it('prose has 40 to 100 columns', () => {
  expect([20, 80, 200].map(proseWidth)).toEqual([40, 80, 100]);
});
