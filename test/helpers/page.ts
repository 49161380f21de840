/** The page of `memsim web` in headless Chromium, used as a person would. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll } from 'vitest';
import { PATIENCE } from './patience.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of a browser; undefined where there is none. */
export const CHROMIUM = [process.env.MEMSIM_BROWSER, ...NAMES]
  .filter((name) => name !== undefined)
  .map((name) => spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim())
  .find((path) => path !== '');

export const NO_CHROMIUM = 'no Chromium: the page is not tested (MEMSIM_BROWSER names a browser)';

const FILE = pathToFileURL(join(import.meta.dirname, '..', '..', 'dist', 'web.html')).href;

export interface OpenPage {
  page: Page;
  /** Errors, refusals of the policy and requests. */
  complaints: string[];
  /** All that the terminal shows and has scrolled away. */
  screen(): Promise<string>;
  /** Waits for text in the terminal. */
  see(text: string): Promise<void>;
  /** Enters a line and waits for the next prompt; what is on the screen then. */
  run(line: string): Promise<string>;
  /** The text of a pane. */
  pane(id: string): Promise<string>;
}

/** Runs in the page: the rows of the terminal's own text, wrapped rows joined. */
const ROWS = `[...document.querySelectorAll('.xterm-rows > div')].map((row) => row.textContent.trimEnd()).join('\\n')`;

/** Pastes into the terminal: to press each key takes a second for a line. */
const paste = (page: Page, line: string): Promise<void> =>
  page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.querySelector('.xterm-helper-textarea')!.dispatchEvent(event);
  }, line);

async function open(browser: Browser, width: number, fragment: string): Promise<OpenPage> {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  const isPhone = width < 500;
  await page.setViewport({ width, height: isPhone ? 844 : 860, isMobile: isPhone, hasTouch: isPhone });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(FILE) && !request.url().startsWith('blob:')) complaints.push(request.url());
  });
  await page.goto(`${FILE}${fragment}`);
  const screen = async (): Promise<string> => String(await page.evaluate(ROWS));
  const prompts = (text: string): boolean =>
    /^memsim[^>\n]*>$/m.test(text.split('\n').filter(Boolean).at(-1) ?? '');
  const until = async (holds: (text: string) => boolean, what: string): Promise<void> => {
    const start = performance.now();
    for (let text = await screen(); !holds(text); text = await screen()) {
      if (performance.now() - start > PATIENCE) throw new Error(`no ${what} in: ${text}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  /** The prompt alone is not enough: until the next paint the screen is the one before the line. */
  const untilPrompt = async (): Promise<void> => {
    await page.waitForFunction(() => document.querySelector('#terminal')!.ariaBusy === 'false', {
      timeout: PATIENCE,
    });
    await until(prompts, 'prompt');
  };
  await untilPrompt();
  return {
    page,
    complaints,
    screen,
    see: (text) => until((shown) => shown.includes(text), text),
    async run(line) {
      await paste(page, line);
      await page.keyboard.press('Enter');
      await untilPrompt();
      return screen();
    },
    pane: (id) => page.$eval(`#${id}`, (pane) => pane.textContent ?? ''),
  };
}

/** Starts a browser for the tests of a file. */
export function useBrowser(): () => Browser {
  let browser: Browser;
  beforeAll(async () => {
    browser = await puppeteer.launch({
      executablePath: CHROMIUM!,
      headless: true,
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
  });
  afterAll(() => browser.close());
  return () => browser;
}

/** Starts a browser for the tests of a file; the function opens a page of a width in pixels. */
export function usePages(): (width?: number, fragment?: string) => Promise<OpenPage> {
  const browser = useBrowser();
  return (width = 1280, fragment = '') => open(browser(), width, fragment);
}
