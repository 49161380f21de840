import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';
import { labelsOutside, unbalanced } from '../../helpers/svg.ts';

const PICTURES = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'pictures');
const kept = readdirSync(PICTURES).filter((name) => name.endsWith('.svg'));

/** Runs the script that makes the pictures, into another folder. */
async function remake(): Promise<string> {
  const folder = scratchFolder();
  const script = readFileSync(join(PICTURES, 'script.txt'), 'utf8');
  const elsewhere = script.replace(
    /--(svg|film) (\S+)/g,
    (_, how: string, name: string) => `--${how} ${join(folder, name)}`,
  );
  const { rc } = await memsimIn(folder)(['-q', 'run', '--strict', '-'], { stdin: elsewhere });
  expect(rc).toBe(0);
  return folder;
}

describe('the pictures of the README', () => {
  it('are what `npm run pictures` makes', async () => {
    const folder = await remake();
    expect(kept.sort()).toEqual(['film.svg', 'lesson.svg', 'map.svg', 'sections.svg', 'warn.svg']);
    for (const name of kept)
      expect(readFileSync(join(PICTURES, name), 'utf8'), `${name}: run npm run pictures`).toBe(
        readFileSync(join(folder, name), 'utf8'),
      );
  });

  it.each(kept)('%s is well formed, with its labels inside', (name) => {
    const svg = readFileSync(join(PICTURES, name), 'utf8').trimEnd();
    expect(unbalanced(svg)).toEqual([]);
    expect(labelsOutside(svg)).toEqual([]);
  });
});
