import { describe, expect, it } from 'vitest';
import { CHROMIUM, NO_CHROMIUM, usePages } from '../helpers/page.ts';

if (CHROMIUM === undefined) console.warn(NO_CHROMIUM);

describe.skipIf(CHROMIUM === undefined)('the page', () => {
  const open = usePages();

  it.each([390, 1280])('runs, completes and takes back commands at %d pixels', async (width) => {
    const { page, run, see, screen, pane, complaints } = await open(width);
    await page.keyboard.type('create-names');
    await page.keyboard.press('Tab');
    await see('> create-namespace');
    await page.keyboard.type('-r region0 -m devdax -s 1G');
    await page.keyboard.press('Enter');
    await see('"mode":"devdax"');
    await page.waitForFunction(() => document.querySelector('#sections .strip.before') !== null);
    expect(await pane('sections')).toContain('changed by create-namespace -r region0 -m devdax -s 1G');
    expect(await pane('map')).toContain('namespace0.0');
    await run('undo');
    expect(await screen()).toContain('undone: create-namespace');
    await page.waitForFunction(() => !document.querySelector('#map')!.textContent!.includes('namespace0.0'));
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await see('> create-namespace -r region0');
    expect(complaints).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });
});
