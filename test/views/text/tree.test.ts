import { expect, it } from 'vitest';
import { type Branch, drawTree } from '../../../src/views/text/tree.ts';

const branch = (text: string, ...children: Branch[]): Branch => ({ text, children });

it('breaks the lines of a branch at the width of the terminal, beside the bars', () => {
  const tree = branch('bus of two', branch('one two three', branch('leaf a b c d')), branch('last w x y z'));
  expect(drawTree(tree, { unicode: false, width: 14 })).toEqual([
    'bus of two',
    '|- one two',
    '|  |  three',
    '|  `- leaf',
    '|        a b c',
    '|        d',
    '`- last w x',
    '      y z',
  ]);
  expect(drawTree(tree, { unicode: false, width: 18 })).toEqual([
    'bus of two',
    '|- one two three',
    '|  `- leaf a b c d',
    '`- last w x y z',
  ]);
});
