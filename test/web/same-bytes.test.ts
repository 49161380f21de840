/** The page and the command line print the same bytes for the same commands. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { splitWords } from '../../src/experiments/words.ts';
import { shellWord } from '../../src/lib/shell-word.ts';
import { STATE } from '../../src/web/folders.ts';
import { filesIn, memsimIn } from '../helpers/cli.ts';
import { scratchFolder } from '../helpers/folder.ts';
import { CHROMIUM, NO_CHROMIUM, usePages } from '../helpers/page.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures');

interface Start {
  platform: string;
  kernel: string;
  cmdline?: string;
}

function filesOf<T>(folder: string): T[] {
  const names = readdirSync(join(FIXTURES, folder)).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => JSON.parse(readFileSync(join(FIXTURES, folder, name), 'utf8')) as T);
}

const bootLine = ({ platform, kernel, cmdline = '' }: Start): string =>
  `boot --platform ${platform} --kernel ${kernel} --cmdline ${shellWord(cmdline)}`;

interface LessonFile {
  start: Start & { commands?: string[] };
  steps: { solution: string[] }[];
}

interface ScenarioFile extends Start {
  script: string[];
}

/** Commands after which the views differ most, by turns. */
const LOOKS = [
  'list -RNDiu',
  'sections',
  'dmesg',
  'map',
  'daxctl list -Du',
  'explain',
  'zones --json',
  'iomem',
  'undo',
  'redo',
  'blocks',
  'cxl list',
  'lesson list',
  'history',
  'status',
  'no-such-command',
  'vmemmap',
  'cat /sys/bus/nd/devices/*/size',
  'help create-namespace',
];

/** Commands of all lessons and scenarios, with looks at the machine between them. */
function commands(): string[] {
  const lessons = filesOf<LessonFile>('lessons').flatMap(({ start, steps }) => [
    bootLine(start),
    ...(start.commands ?? []),
    ...steps.flatMap(({ solution }) => solution),
  ]);
  const scenarios = filesOf<ScenarioFile>('scenarios').flatMap((scenario) => [
    bootLine(scenario),
    ...scenario.script,
  ]);
  return [...lessons, ...scenarios].flatMap((line, i) => {
    const looks = LOOKS.length;
    return [line, LOOKS[i % looks]!, ...(i % 3 === 0 ? [LOOKS[(i + 7) % looks]!] : [])];
  });
}

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

if (CHROMIUM === undefined) console.warn(NO_CHROMIUM);

describe.skipIf(CHROMIUM === undefined)('the page and the command line', () => {
  const open = usePages();

  it('print the same bytes for more than 500 commands', async () => {
    const lines = commands();
    expect(lines.length).toBeGreaterThan(500);
    const { page } = await open();
    const folder = scratchFolder();
    const memsim = memsimIn(folder);
    const files = filesIn(folder);
    await memsim(['boot']);
    for (let at = 0; at < lines.length; at += 50) {
      const some = lines.slice(at, at + 50);
      const ran = (await page.evaluate(async (list) => {
        const results: unknown[] = [];
        for (const line of list) results.push(await globalThis.memsim.run(line));
        return results;
      }, some)) as Ran[];
      for (const [i, line] of some.entries()) {
        const { rc, stdout, stderr } = await memsim(splitWords(line), {
          env: { LANG: 'C.UTF-8' },
          columns: 80,
          files,
        });
        expect({ line, ...ran[i] }).toEqual({
          line,
          code: rc,
          // The page names its own state folder.
          stdout: stdout.replaceAll(folder, STATE),
          stderr,
        });
      }
    }
  });
});
