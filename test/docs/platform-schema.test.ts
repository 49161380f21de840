import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { PLATFORM_FIELDS } from '../../.scripts/docs/platform-fields.ts';
import { fieldsOf, platformSchema } from '../../.scripts/docs/platform-schema.ts';
import { parsePlatform } from '../../src/firmware/schema.ts';
import { ROOT } from './pages.ts';

const FOLDER = join(ROOT, 'fixtures', 'platforms');
const read = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
const platforms = readdirSync(FOLDER).filter((name) => !name.startsWith('_'));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(platformSchema());

describe('the JSON Schema of a platform file', () => {
  it.each(platforms)('accepts %s', (name) => {
    expect(validate(read(name)) || validate.errors).toBe(true);
  });

  const { e820 } = read('one-dimm.json') as { e820: unknown[] };
  const dimm = { handle: 1, serial: '0x1', size: '4G', address: '0x140000000' };
  it.each([
    ['a size without a number', { e820, nvdimms: [{ ...dimm, size: 'much' }] }],
    ['a negative size', { e820, nvdimms: [{ ...dimm, size: -1 }] }],
    ['an unknown unit', { e820, nvdimms: [{ ...dimm, size: '4X' }] }],
    ['a missing field', { e820, nvdimms: [{ handle: 1, serial: 1, size: 1 }] }],
    ['an unknown field', { e820, ram: '4G' }],
    ['no memory map', {}],
    ['another architecture', { e820, arch: 'arm64' }],
    ['an unknown label version', { e820, nvdimms: [{ ...dimm, labels: '2.0' }] }],
  ])('refuses %s, as memsim does', (_, data) => {
    expect(parsePlatform(data)).toHaveProperty('error');
    expect(validate(data)).toBe(false);
  });

  it('accepts sizes as numbers, in hex and with units, as memsim does', () => {
    for (const size of [4294967296, '0x100000000', '4G', '4194304k']) {
      const data = { e820, nvdimms: [{ ...dimm, size }] };
      expect(parsePlatform(data)).toHaveProperty('platform');
      expect(validate(data)).toBe(true);
    }
  });

  it('describes every field', () => {
    const fields = [...fieldsOf(platformSchema())];
    expect(fields.filter(({ schema }) => schema.description === undefined).map(({ path }) => path)).toEqual(
      [],
    );
    const paths = new Set(fields.map(({ path }) => path));
    expect(Object.keys(PLATFORM_FIELDS).filter((path) => !paths.has(path))).toEqual([]);
  });
});
