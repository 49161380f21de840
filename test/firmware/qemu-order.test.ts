import { expect, test } from 'vitest';
import { qemuOrder } from '../../src/firmware/qemu-order.ts';

// As QEMU guests with these NVDIMMs numbered their regions.
test.each([
  ['one', [1], [0]],
  ['two', [1, 2], [0, 1]],
  ['three', [1, 2, 3], [0, 2, 1]],
  ['two, when the first of three is taken out', [2, 3], [1, 0]],
])('regions of %s', (_what, handles, order) => {
  expect(qemuOrder(handles)).toEqual(order);
});

test('more than the table holds stay in the order in which they are listed', () => {
  expect(qemuOrder([1, 2, 3, 4, 5, 6, 7])).toEqual([0, 1, 2, 3, 4, 5, 6]);
});
