import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPlatform } from '../../src/firmware/schema.ts';
import { lacksNamespaces, skipsWithout } from '../helpers/exec.ts';
import { blocksOf, type Example, examplesOf } from './examples.ts';
import { matched } from './matching.ts';
import { PAGES, ROOT } from './pages.ts';
import { run } from './running.ts';

/** A folder with the built program and the fixtures, and a machine of its own. */
function exampleFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'memsim-docs-'));
  symlinkSync(join(ROOT, 'bin', 'memsim'), join(folder, 'memsim'));
  symlinkSync(join(ROOT, 'fixtures'), join(folder, 'fixtures'));
  return folder;
}

const skipsExec = skipsWithout(lacksNamespaces(), 'examples of memsim exec');

async function check({ commands }: Example, folder: string): Promise<void> {
  for (let i = 0; i < commands.length; i++) {
    const { command, output } = commands[i]!;
    if (skipsExec && /^memsim exec\b/.test(command)) continue;
    const printed = await run(commands[i]!, folder);
    const more = matched(commands.slice(i), printed);
    if (more === undefined)
      expect({ command, output: printed[2] ?? printed[0] }).toEqual({ command, output });
    i += more ?? 0;
  }
}

describe.concurrent('the documentation shows what is printed', () => {
  it.each(
    PAGES.map((page) => ({ page: page.path, examples: examplesOf(page) })).filter(
      ({ examples }) => examples.length > 0,
    ),
  )('$page, from top to bottom on one machine', async ({ examples }) => {
    const folder = exampleFolder();
    try {
      for (const example of examples) await check(example, folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

it('has a platform that boots', () => {
  const page = PAGES.find(({ path }) => path === 'docs/platform-file.md')!;
  const [platform] = blocksOf(page.text).filter(({ body }) => body.startsWith('{\n  "e820"'));
  expect(readPlatform(JSON.parse(platform!.body)).buses).toHaveLength(1);
});
