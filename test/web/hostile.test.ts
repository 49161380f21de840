/** Links, lessons and files from elsewhere change nothing outside the page. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPlatform } from '../../src/firmware/schema.ts';
import type { Lesson } from '../../src/lessons/lesson.ts';
import { bootMachine, savedMachine } from '../../src/machine/machine.ts';
import { linkOf } from '../../src/web/link.ts';
import { EIGHT_GIB } from '../helpers/boot.ts';
import { scratchFolder } from '../helpers/folder.ts';
import { CHROMIUM, NO_CHROMIUM, type OpenPage, usePages } from '../helpers/page.ts';

const MARKUP = '<img src=x onerror=alert(1)><script>alert(2)</script>';
const EVIL = `${MARKUP}\u001b]0;owned\u0007\u001b[2J\u009b6n`;

if (CHROMIUM === undefined) console.warn(NO_CHROMIUM);

const boot = { kernel: '6.1', cmdline: `memmap=1G!4G ${EVIL}`, seed: 1 };

/** The fragment of a machine with markup and control sequences in its command line and log. */
const evilLink = async (): Promise<string> =>
  (await linkOf(savedMachine(bootMachine(readPlatform(EIGHT_GIB), boot)), { current: null, done: [EVIL] }))!;

/** A course of one lesson with markup in every text. */
const LESSON: Partial<Lesson> = {
  title: `Evil ${MARKUP}`,
  about: MARKUP,
  minutes: 1,
  start: { platform: 'qemu-14g', kernel: '6.1', cmdline: '', commands: [] },
  allowed: ['reboot'],
  steps: [
    {
      text: [MARKUP],
      teaches: [{ command: 'reboot', about: MARKUP }],
      goals: [{ text: MARKUP, when: { see: 'iomem', name: MARKUP } as never }],
      hints: [{ text: MARKUP }],
      solution: ["reboot --cmdline 'memmap=1G!8G'"],
    },
  ],
};

/** State of the page that hostile text could have changed. */
const facts = ({ page }: OpenPage): Promise<unknown> =>
  page.evaluate(() => ({
    title: document.title,
    images: document.images.length,
    scripts: document.scripts.length,
    frames: frames.length,
    links: document.querySelectorAll('a[href], [onerror], [onclick]').length,
  }));

const UNTOUCHED = { title: 'memsim', images: 0, scripts: 1, frames: 0, links: 0 };

describe.skipIf(CHROMIUM === undefined)('hostile', () => {
  const open = usePages();

  it('links open no more than a machine', async () => {
    const opened = await open(1280, `#${await evilLink()}`);
    await opened.see('opened the machine of the link');
    await opened.run('dmesg');
    await opened.run('status');
    expect(await opened.screen()).toContain('<img src=x onerror=alert(1)>');
    expect(await opened.pane('log')).toContain('<script>alert(2)</script>');
    expect(await facts(opened)).toEqual(UNTOUCHED);
    expect(opened.complaints).toEqual([]);
  });

  it.each([
    ['markup', '#v=1&machine=%3Cimg%20src=x%3E'],
    ['too long', `#v=1&machine=${'A'.repeat(150_000)}`],
    ['control characters', '#lesson=%1b]0;x%07'],
  ])('links are refused in one line: %s', async (_what, fragment) => {
    const opened = await open(390, fragment);
    await opened.see('memsim: the link');
    expect(await opened.run('status')).toContain('kernel');
    expect(await facts(opened)).toEqual(UNTOUCHED);
    expect(opened.complaints).toEqual([]);
  });

  it('lessons and scripts show their text', async () => {
    const folder = scratchFolder();
    const lesson = join(folder, '01-evil.json');
    writeFileSync(lesson, JSON.stringify(LESSON));
    const script = join(folder, `${EVIL.replaceAll('/', '')}.txt`);
    writeFileSync(script, `status\n${EVIL}\nlist\n`);
    const opened = await open();
    for (const file of [lesson, script]) {
      const [chooser] = await Promise.all([
        opened.page.waitForFileChooser(),
        opened.page.click('#open-file'),
      ]);
      await chooser.accept([file]);
    }
    await opened.page.waitForFunction(() => document.querySelectorAll('#files li').length === 2);
    await opened.run('lesson start ./01-evil.json');
    await opened.page.waitForFunction(() =>
      document.querySelector('#lesson h3')?.textContent?.includes('Evil'),
    );
    await opened.run('lesson hint');
    await opened.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('#files button')]
        .find(({ textContent }) => textContent === 'Run')!
        .click(),
    );
    await opened.see('unknown command');
    expect(await opened.pane('lesson')).toContain(MARKUP);
    expect(await facts(opened)).toEqual(UNTOUCHED);
    expect(opened.complaints).toEqual([]);
  });

  it('bytes of a device are shown as text', async () => {
    const opened = await open();
    await opened.run('create-namespace -r region0 -m raw');
    await opened.page.evaluate(
      (text) => globalThis.memsim.run(`poke pmem0 0 --text '${text}'`),
      'A\u001b]0;owned\u0007\u001b[6n<b>',
    );
    expect(await opened.run('peek pmem0 0 32 --raw')).toContain('A\\x1b]0;owned\\x07\\x1b[6n<b>');
    expect(await facts(opened)).toEqual(UNTOUCHED);
  });

  it('code in the page is stopped by its policy', async () => {
    const { page } = await open();
    const tried = await page.evaluate(async () => {
      const attempt = async (act: () => unknown): Promise<string> => {
        try {
          await act();
          return 'done';
        } catch (error) {
          return (error as Error).name;
        }
      };
      const div = document.createElement('div');
      return {
        fetch: await attempt(() => fetch('http://127.0.0.1:9/')),
        html: await attempt(() => {
          div.innerHTML = '<b>x</b>';
        }),
        script: await attempt(() => {
          const script = document.createElement('script');
          script.textContent = 'document.title = "changed"';
          document.body.append(script);
        }),
        socket: await attempt(
          () =>
            new Promise((resolve, reject) => {
              const socket = new WebSocket('ws://127.0.0.1:9/');
              socket.onopen = resolve;
              socket.onerror = () => reject(new Error('closed'));
            }),
        ),
      };
    });
    expect(tried).toEqual({ fetch: 'TypeError', html: 'TypeError', script: 'TypeError', socket: 'Error' });
  });
});
