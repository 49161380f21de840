import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { machine } from '../../helpers/booted.ts';

const ESC = '\u001b]0;title\u0007\u001b[2J\u009b5m';

/** Controls that a terminal would obey; newline and tab lay text out. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

describe('control characters', () => {
  it('of a command line are escaped wherever it is shown', async () => {
    const { memsim } = await machine(`memmap=1G!8G ${ESC}`);
    for (const args of [
      ['status'],
      ['dmesg'],
      ['lint', `memmap=1G!8G${ESC}`],
      ['export', '--script'],
      ['cat', '/proc/cmdline'],
      ['history'],
    ]) {
      const { stdout, stderr } = await memsim(args);
      expect(stdout + stderr).not.toMatch(CONTROLS);
    }
    expect((await memsim(['status'])).stdout).toContain('memmap=1G!8G \\x1b]0;title\\x07\\x1b[2J\\u009b5m');
  });

  it('of an argument are escaped in what refuses it', async () => {
    const { memsim } = await machine();
    for (const args of [
      [ESC],
      ['boot', '--platform', ESC],
      ['boot', '--kernel', ESC],
      ['kernel', 'show', ESC],
      ['list', '-n', ESC],
      ['cat', `/sys/${ESC}`],
      ['explain', ESC],
      ['restore', ESC],
      ['lesson', 'start', ESC],
      ['peek', ESC, '0', '1'],
    ]) {
      const { stdout, stderr } = await memsim(args);
      expect(stdout + stderr).not.toMatch(CONTROLS);
    }
  });

  it("are escaped also where colour is on, and memsim's own colours are not", async () => {
    const { memsim } = await machine(`memmap=1G!8G ${ESC}\u001b[8m`);
    const { stdout } = await memsim(['--color', 'always', 'status']);
    expect(stdout.replace(/\u001b\[(?!8m)[\d;]*m/g, '')).not.toMatch(CONTROLS);
    expect((await memsim(['--color', 'always', 'sections'])).stdout).toContain('\u001b[3');
  });

  it('are left out of pictures, which stay well-formed', async () => {
    const { memsim, folder } = await machine();
    const file = join(folder, 'x.svg');
    await memsim(['map', '--html', file, '--title', `<b>&"${ESC}\ud800`]);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('<title>&lt;b&gt;&amp;&quot;]0;title[2J5m\ufffd</title>');
    expect(text).not.toMatch(CONTROLS);
  });

  it('are valid in JSON', async () => {
    const { memsim } = await machine(`memmap=1G!8G ${ESC}`);
    const { stdout } = await memsim(['status', '--json']);
    expect(stdout).not.toMatch(CONTROLS);
    expect(JSON.stringify(JSON.parse(stdout))).toContain(JSON.stringify(ESC).slice(1, -1));
  });
});
