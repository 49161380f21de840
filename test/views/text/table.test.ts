import { expect, it } from 'vitest';
import { type Column, renderTable } from '../../../src/views/text/table.ts';
import { plain } from '../machine.ts';

const COLUMNS: Column[] = [{ head: 'name' }, { head: 'size', align: 'right' }, { head: 'about', wrap: true }];
const ROWS = [
  ['a', '1 GiB', 'short'],
  ['namespace0.0', '128 MiB', 'a text of several words that is wider than the rest of the terminal'],
];

it('a table is as wide as its cells, with two blanks between columns', () => {
  expect(renderTable(COLUMNS, ROWS, plain(200)).split('\n')).toEqual([
    'name             size  about',
    'a               1 GiB  short',
    'namespace0.0  128 MiB  a text of several words that is wider than the rest of the terminal',
    '',
  ]);
});

it('a table is no wider than the terminal: the text wraps at words', () => {
  const lines = renderTable(COLUMNS, ROWS, plain(60)).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(
    'a text of several words that is wider than the rest of the terminal',
  );
});

it('the lines of a wrapped cell keep the side of its column and their colour', () => {
  const columns: Column[] = [{ head: 'size', align: 'right', wrap: true }, { head: 'n' }];
  const rows = [
    ['one two three four five six', '1'],
    ['\u001b[31mone two three four five six\u001b[39m', '2'],
  ];
  expect(renderTable(columns, rows, plain(23)).split('\n')).toEqual([
    '                size  n',
    '  one two three four  1',
    '            five six',
    '  \u001b[31mone two three four\u001b[39m  2',
    '            \u001b[31mfive six\u001b[39m',
    '',
  ]);
});

it('a row that is too wide without its text is folded between columns, with the text below', () => {
  expect(renderTable(COLUMNS, ROWS, plain(20)).split('\n')).toEqual([
    'name',
    '       size',
    'a',
    '      1 GiB',
    '    short',
    'namespace0.0',
    '    128 MiB',
    '    a text of',
    '    several words',
    '    that is wider',
    '    than the rest of',
    '    the terminal',
    '',
  ]);
});

it('a folded row has as many columns in a line as fit, and no line for empty cells', () => {
  const columns = ['one', 'two', 'three', 'four'].map((head): Column => ({ head }));
  const rows = [
    ['111', '222', '33333', '4444'],
    ['111', '222', '', ''],
  ];
  expect(renderTable(columns, rows, plain(15)).split('\n')).toEqual([
    'one  two  three',
    '    four',
    '111  222  33333',
    '    4444',
    '111  222',
    '',
  ]);
  expect(renderTable(columns, rows, plain(14)).split('\n')).toEqual([
    'one  two',
    '    three',
    '    four',
    '111  222',
    '    33333',
    '    4444',
    '111  222',
    '',
  ]);
});
