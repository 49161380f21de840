import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesToUuid, isUuid, randomUuid, uuidToBytes } from '../../src/lib/uuid.ts';

it('generates the same version 4 uuids from the same seed, and distinct ones in sequence', () => {
  const first = { seed: 7 };
  const second = { seed: 7 };
  const made = Array.from({ length: 50 }, () => randomUuid(first));
  expect(made).toEqual(Array.from({ length: 50 }, () => randomUuid(second)));
  expect(new Set(made).size).toBe(50);
  for (const uuid of made) {
    expect(isUuid(uuid)).toBe(true);
    expect(uuid[14]).toBe('4');
    expect('89ab').toContain(uuid[19]);
  }
});

it('keeps bytes in printing order', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (raw) => {
      expect(uuidToBytes(bytesToUuid(raw))).toEqual(raw);
    }),
  );
  const raw = Uint8Array.from({ length: 16 }, (_, i) => i * 17);
  expect(bytesToUuid(raw)).toBe('00112233-4455-6677-8899-aabbccddeeff');
  expect(uuidToBytes('00112233-4455-6677-8899-AABBCCDDEEFF')).toEqual(raw);
});

it('reads digits of either case', () => {
  const text = '01234567-89ab-cdef-fedc-ba9876543210';
  expect(bytesToUuid(uuidToBytes(text.toUpperCase()))).toBe(text);
});
