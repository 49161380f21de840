import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parsePlatform } from '../../src/firmware/schema.ts';

const FOLDER = new URL('../../fixtures/platforms/', import.meta.url);
const read = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
const names = readdirSync(FOLDER)
  .map((file) => file.replace(/\.json$/, ''))
  .filter((name) => !name.startsWith('_'));

describe('the platforms shipped with memsim', () => {
  test.each(names)('%s is a valid platform file', (name) => {
    expect(parsePlatform(read(name))).toHaveProperty('platform');
  });

  test('are listed in the index with the same descriptions', () => {
    expect(read('_index')).toEqual(Object.fromEntries(names.map((name) => [name, read(name).about])));
  });
});
