import { expect, test } from 'vitest';
import { displaySize, jsonHex, jsonSize } from '../../../src/tools/util/human.ts';
import { jsonText } from '../../../src/tools/util/json.ts';

test.each([
  [0, '0'],
  [5119999, '5119999'],
  [5120000, '"4.88 MiB (5.12 MB)"'],
  [14680064, '"14.00 MiB (14.68 MB)"'],
  [1073741824, '"1024.00 MiB (1073.74 MB)"'],
  [2 ** 31 - 1, '"2048.00 MiB (2147.48 MB)"'],
  [2 ** 31, '"2.00 GiB (2.15 GB)"'],
  [270582939648, '"252.00 GiB (270.58 GB)"'],
  [2 ** 41 - 1, '"2048.00 GiB (2199.02 GB)"'],
  [2 ** 41, '"2.00 TiB (2.20 TB)"'],
  [2 ** 52, '"4096.00 TiB (4503.60 TB)"'],
])('%d bytes', (bytes, text) => {
  expect(displaySize(bytes)).toBe(text);
});

test('only with --human', () => {
  expect(jsonText(jsonSize(2 ** 31, false))).toBe('2147483648');
  expect(jsonText(jsonSize(2 ** 31, true))).toBe('"2.00 GiB (2.15 GB)"');
  expect(jsonText(jsonHex(0x2468ac00123456n, false))).toBe('10248187106440278');
  expect(jsonText(jsonHex(0x2468ac00123456n, true))).toBe('"0x2468ac00123456"');
});

test('zero in hex has no 0x, as printf has it', () => {
  expect(jsonText(jsonHex(0, true))).toBe('"0"');
});
