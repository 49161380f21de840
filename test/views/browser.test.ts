import { describe, expect, it } from 'vitest';
import { memsimIn } from '../helpers/cli.ts';
import { scratchFolder } from '../helpers/folder.ts';
import { CHROMIUM, NO_CHROMIUM, useBrowser } from '../helpers/page.ts';

/** Runs in the page: labels outside their drawing, and overlapping pairs. */
const MEASURE = `(() => {
const out = { outside: [], overlapping: [], texts: 0, titles: document.querySelectorAll('g > title').length };
const boxes = [];
for (const label of document.querySelectorAll('svg text')) {
  const box = label.getBoundingClientRect();
  const frame = label.ownerSVGElement.getBoundingClientRect();
  out.texts++;
  if (box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom)
    out.outside.push(label.textContent);
  for (const [other, words] of boxes)
    if (box.left < other.right - 1 && other.left < box.right - 1 && box.top < other.bottom - 3 && other.top < box.bottom - 3)
      out.overlapping.push([words, label.textContent]);
  boxes.push([box, label.textContent]);
}
return out;
})()`;

interface Measured {
  outside: string[];
  overlapping: [string, string][];
  texts: number;
  titles: number;
}

const PAGES: readonly [name: string, before: string[], command: string[]][] = [
  ['map', ['create-namespace -r region0 -m fsdax -s 1G', 'create-namespace -r region1 -m devdax'], ['map']],
  ['sections', ['create-namespace -r region0 -m fsdax -s 1G'], ['sections']],
  ['dmesg', ["boot --platform mixed-24g --kernel 4.9 --cmdline 'memmap=0xfc000000!8G'"], ['dmesg']],
  ['lesson', ['lesson start one-section-two-owners'], ['lesson', 'goal']],
];

if (CHROMIUM === undefined) console.warn(NO_CHROMIUM);

describe.skipIf(CHROMIUM === undefined)(
  'in a browser (chromium or chrome; skipped where there is none)',
  () => {
    const browser = useBrowser();

    async function measure(html: string): Promise<Measured> {
      const page = await browser().newPage();
      await page.setViewport({ width: 1280, height: 900 });
      await page.setContent(html);
      return (await page.evaluate(MEASURE)) as Measured;
    }

    it.each(PAGES)('the page of %s has its labels inside and apart', async (_name, before, command) => {
      const folder = scratchFolder();
      const memsim = memsimIn(folder);
      await memsim(['-q', 'run', '--strict', '-'], { stdin: ['boot', ...before].join('\n') });
      const { stdout, rc } = await memsim([...command, '--html', '-']);
      expect(rc).toBe(0);
      const { outside, overlapping, texts } = await measure(stdout);
      expect(texts).toBeGreaterThan(8);
      expect({ outside, overlapping }).toEqual({ outside: [], overlapping: [] });
    });

    it('describes a band of the map on hover', async () => {
      const folder = scratchFolder();
      const { stdout } = await memsimIn(folder)(['map', '--html', '-']);
      expect((await measure(stdout)).titles).toBeGreaterThan(8);
    });
  },
);
