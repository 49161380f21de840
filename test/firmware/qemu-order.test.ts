import { expect, test } from 'vitest';
import { qemuOrder } from '../../src/firmware/qemu-order.ts';

// Orders recorded in QEMU guests with these NVDIMMs.
test.each([
  ['one', [1], [0]],
  ['two', [1, 2], [0, 1]],
  ['three', [1, 2, 3], [0, 2, 1]],
  ['two, when the first of three is taken out', [2, 3], [1, 0]],
])('regions of %s', (_what, handles, order) => {
  expect(qemuOrder(handles)).toEqual(order);
});

test('keeps the listed order for more NVDIMMs than the table holds', () => {
  expect(qemuOrder([1, 2, 3, 4, 5, 6, 7])).toEqual([0, 1, 2, 3, 4, 5, 6]);
});
