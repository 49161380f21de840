import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memsimIn } from '../helpers/cli.ts';
import { scratchFolder } from '../helpers/folder.ts';
import { CHROMIUM, NO_CHROMIUM, type OpenPage, usePages } from '../helpers/page.ts';

const LESSONS = join(import.meta.dirname, '..', '..', 'fixtures', 'lessons');
const WIDTHS = [390, 1280];

/** Solutions of a lesson by step. */
function solutionsOf(file: string): string[][] {
  const { steps } = JSON.parse(readFileSync(join(LESSONS, file), 'utf8')) as {
    steps: { solution: string[] }[];
  };
  return steps.map(({ solution }) => solution);
}

/** Waits until the text of a pane has a part. */
const paneShows = ({ page }: OpenPage, id: string, part: string): Promise<unknown> =>
  page.waitForFunction(
    (pane, text) => document.querySelector(pane)?.textContent?.includes(text),
    {},
    `#${id}`,
    part,
  );

/** Chooses a file in the page's file dialog. */
async function chooseFile({ page }: OpenPage, path: string): Promise<void> {
  const [chooser] = await Promise.all([page.waitForFileChooser(), page.click('#open-file')]);
  await chooser.accept([path]);
}

if (CHROMIUM === undefined) console.warn(NO_CHROMIUM);

describe.skipIf(CHROMIUM === undefined)('the page', () => {
  const open = usePages();

  it.each(WIDTHS)('runs, completes and undoes commands at %d pixels', async (width) => {
    const opened = await open(width);
    const { page, run, see, screen, pane, complaints } = opened;
    await page.keyboard.type('create-names');
    await page.keyboard.press('Tab');
    await see('> create-namespace');
    await page.keyboard.type('-r region0 -m devdax -s 1G');
    await page.keyboard.press('Enter');
    await see('"mode":"devdax"');
    await paneShows(opened, 'sections', 'before');
    expect(await pane('sections')).toContain('changed by create-namespace -r region0 -m devdax -s 1G');
    expect(await pane('map')).toContain('namespace0.0');
    expect(await pane('note')).toMatch(/^\d+ sections changed; \d+ ranges of the map changed/);
    await run('status');
    await page.waitForFunction(() => document.querySelector('#note')!.textContent === '');
    expect(await pane('sections')).toContain('changed by create-namespace');
    await run('undo');
    expect(await screen()).toContain('undone: create-namespace');
    await page.waitForFunction(() => !document.querySelector('#map')!.textContent!.includes('namespace0.0'));
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowUp');
    await see('> create-namespace -r region0');
    expect(complaints).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });

  it('shows what a command changed that the page ran on its own machine', async () => {
    const opened = await open();
    for (const line of ['create-namespace -r region0 -m devdax -s 1G', 'destroy-namespace -f namespace0.0']) {
      await opened.page.$eval('#note', (note) => note.replaceChildren());
      await opened.page.evaluate((text) => globalThis.memsim.run(text), line);
      await paneShows(opened, 'note', 'sections changed');
    }
    expect(await opened.pane('sections')).toContain('before');
    expect(opened.complaints).toEqual([]);
  });

  it.each(WIDTHS)('teaches lessons 1 and 7 at %d pixels', async (width) => {
    const opened = await open(width);
    const { page, run, pane, complaints } = opened;
    await paneShows(opened, 'lesson', 'What is a section');
    await page.evaluate(() => document.querySelector<HTMLElement>('#lesson button')!.click());
    await paneShows(opened, 'lesson', '1. What is a section');
    const [first = []] = solutionsOf('01-what-is-a-section.json');
    for (const line of first) await run(line);
    await page.waitForFunction(() => document.querySelectorAll('.goal:not(.met)').length === 0);
    for (const solution of solutionsOf('01-what-is-a-section.json').slice(1)) {
      await run('lesson check');
      for (const line of solution) await run(line);
    }
    expect(await run('lesson check')).toContain('Lesson 1 is done');
    await run('lesson start 7');
    await paneShows(opened, 'lesson', '7. One section, two owners');
    for (const [step, solution] of solutionsOf('07-one-section-two-owners.json').entries()) {
      for (const line of solution) await run(line);
      if (step === 0) await paneShows(opened, 'log-note', '1 new WARN');
      await run('lesson check');
    }
    await paneShows(opened, 'lesson', '15 min, done');
    expect(await pane('lesson')).toContain('8 min, done');
    expect(complaints).toEqual([]);
  });

  it('keeps machine and lesson in its link', async () => {
    const opened = await open();
    await opened.run('lesson start 1');
    await opened.run("reboot --cmdline 'memmap=128M!8G'");

    await opened.page.waitForFunction(() => location.hash.includes('lesson=what-is-a-section'));
    const fragment = String(await opened.page.evaluate('location.hash'));
    const again = await open(390, fragment);
    await again.see('opened the machine of the link');
    await paneShows(again, 'lesson', '1. What is a section');
    expect(await again.run('status')).toContain('memmap=128M!8G');
    expect(await again.run('lesson check')).toContain('met ');
    expect(again.complaints).toEqual([]);
  });

  it('starts the lesson that a link names', async () => {
    const opened = await open(1280, '#lesson=7');
    await paneShows(opened, 'lesson', '7. One section, two owners');
    expect(opened.complaints).toEqual([]);
  });

  it('imports what the command line exported, and exports what it imports', async () => {
    const folder = scratchFolder();
    const memsim = memsimIn(folder);
    await memsim(['boot', '--platform', 'wiki-20g', '--kernel', '6.12', '--cmdline', 'memmap=1G!8G']);
    await memsim(['create-namespace', '-f', '-e', 'namespace0.0', '-m', 'devdax']);
    const file = join(folder, 'my machine.memsim');
    await memsim(['export', file]);
    const opened = await open();
    await chooseFile(opened, file);
    await paneShows(opened, 'files', 'my-machine.memsim');
    await opened.page.evaluate(() => document.querySelector<HTMLElement>('#files button')!.click());
    await opened.see('opened a machine with kernel 6.12');
    const list = (await memsim(['list', '-RNDiu'])).stdout;
    expect(await opened.page.evaluate(() => globalThis.memsim.run('list -RNDiu'))).toMatchObject({
      stdout: list,
    });
    const exported = await opened.page.evaluate(() => globalThis.memsim.run('export'));
    const back = join(folder, 'back');
    writeFileSync(back, (exported as { stdout: string }).stdout);
    expect((await memsim(['import', back])).rc).toBe(0);
    expect((await memsim(['list', '-RNDiu'])).stdout).toBe(list);
    expect(opened.complaints).toEqual([]);
  });

  it('withholds the views that would answer a drill', async () => {
    const opened = await open();
    await opened.run('lesson drill shared --seed 7');
    await paneShows(opened, 'lesson', 'lesson answer SECTION');
    expect(await opened.pane('map')).toBe("The drill 'shared' withholds it.");
    expect(await opened.pane('sections')).toBe("The drill 'shared' withholds it.");
    await opened.run('lesson stop');
    await paneShows(opened, 'map', 'region0');
    expect(opened.complaints).toEqual([]);
  });

  it('keeps files that commands write until they are saved or removed', async () => {
    const opened = await open();
    await opened.run('map --svg map.svg');
    await opened.run('export machine.memsim');
    await paneShows(opened, 'files', 'map.svg');
    const buttons = (): Promise<string[]> =>
      opened.page.$$eval('#files button', (all) => all.map((one) => one.textContent ?? ''));
    expect(await buttons()).toEqual(['Import', 'Save', 'Remove', 'Save', 'Remove']);
    await opened.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('#files button')][2]!.click(),
    );
    expect(await buttons()).toEqual(['Save', 'Remove']);
    expect(opened.complaints).toEqual([]);
  });

  it('refuses what needs the computer', async () => {
    const { page } = await open();
    for (const line of ['sysfs export tree', 'exec -- true', 'web'])
      expect(await page.evaluate((text) => globalThis.memsim.run(text), line)).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^memsim: [a-z ]+: not in the page; /),
      });
  });

  it('can be used with the keyboard alone', async () => {
    const { page, run } = await open();
    const focused = (): Promise<string> =>
      page.evaluate(() => document.activeElement?.id || document.activeElement?.className || '');
    expect(await focused()).toContain('xterm');
    await page.waitForFunction(() =>
      document.querySelector('.xterm-accessibility')?.textContent?.includes('memsim>'),
    );
    await page.keyboard.down('Shift');
    await page.keyboard.press('Tab');
    await page.keyboard.up('Shift');
    expect(await focused()).not.toContain('xterm');
    await page.focus('.xterm-helper-textarea');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await focused()).not.toContain('xterm');
    await page.focus('.xterm-helper-textarea');
    expect(await run('status')).toContain('kernel');
  });
});
