/** Films of commands: frames in order, the same machine, escaped text, bounded size. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

const BOOT = ['boot', '--platform', 'qemu-14g', '--cmdline', 'memmap=1G!8256M', '--quiet'];
const CREATE = ['create-namespace', '-f', '-e', 'namespace0.0', '-m', 'devdax'];

interface Frame {
  markup: string;
  hidden: boolean;
  caption: string;
  looks: string[];
}

function framesOf(svg: string): Frame[] {
  return svg
    .split(/(?=<g class="f f\d+")/)
    .slice(1)
    .map((markup) => ({
      markup,
      hidden: /^<g class="f f\d+" visibility="hidden">/.test(markup),
      caption: /class="b">([^<]*)</.exec(markup)![1]!,
      looks: [...markup.matchAll(/<use href="#([^"]+)"/g)].map(([, id]) => id!),
    }));
}

async function filmed(command: string[], before: string[][] = [BOOT]) {
  const folder = scratchFolder();
  const memsim = memsimIn(join(folder, 'state'));
  for (const line of before) await memsim(line);
  const file = join(folder, 'film.svg');
  const answer = await memsim([...command, '--film', file]);
  const svg = readFileSync(file, 'utf8');
  return { ...answer, file, svg, frames: framesOf(svg), memsim };
}

describe('--film', () => {
  it('draws the sections before, at the steps of the command, and after', async () => {
    const { rc, svg, frames, stderr, file } = await filmed(CREATE);
    expect(rc).toBe(0);
    expect(stderr).toContain(`memsim: wrote ${file}\n`);
    expect(svg).toContain('>$ memsim create-namespace -f -e namespace0.0 -m devdax</text>');
    expect(frames[0]!.caption).toBe('before');
    expect(frames[1]!.caption).toMatch(/^during: step 1 of 16, line \d+ of \d+ of the trace$/);
    expect(frames.at(-1)!.caption).toBe('after: it worked');
    expect(frames).toHaveLength(18);
    const note = (id: string) =>
      new RegExp(`<g id="${id}">.*?<text [^>]*>([^<]*)</text></g>`, 's').exec(svg)![1]!;
    const second = frames.map(({ looks }) => note(looks[1]!));
    expect(second[0]).toBe('7 alike; namespace0.0; struct pages in RAM');
    expect(second).toContain('7 alike; namespace0.0; no section');
    expect(second.at(-1)).toBe('7 alike; namespace0.0; struct pages in the device');
    const unplugged = second.indexOf('7 alike; namespace0.0; no section');
    expect(frames[unplugged]!.markup).toMatch(
      /fill="#e3eefa"\/><path [^>]*\/><text [^>]*>[\s\u00a0]*section_deactivate\(0x208000/,
    );
  });

  it('shows one frame at a time, and the last one without motion', async () => {
    const { svg, frames } = await filmed(CREATE);
    expect(frames.map(({ hidden }) => hidden)).toEqual(frames.map((_, i) => i < frames.length - 1));
    expect(svg).toContain('@media (prefers-reduced-motion:reduce){.f{animation:none}}');
    const times = [...svg.matchAll(/@keyframes film(\d+)\{(.*?)\}\.f/g)].map(([, , rules]) =>
      [...rules!.matchAll(/([\d.]+)%\{visibility:(\w+)\}/g)].map(
        ([, at, what]) => [Number(at), what] as const,
      ),
    );
    expect(times).toHaveLength(frames.length);
    const shown = times.map((rules) => {
      const from = rules.find(([, what]) => what === 'visible')![0];
      const to = rules.findLast(([at, what]) => what === 'hidden' && at > from)?.[0] ?? 100;
      return [from, to];
    });
    expect(shown[0]![0]).toBe(0);
    expect(shown.at(-1)![1]).toBe(100);
    for (const [i, [from]] of shown.slice(1).entries()) expect(from).toBe(shown[i]![1]);
  });

  it('leaves output and machine as they are without it', async () => {
    const { stdout, memsim } = await filmed(CREATE);
    const plain = memsimIn(scratchFolder());
    await plain(BOOT);
    expect((await plain(CREATE)).stdout).toBe(stdout);
    const exported = async (of: typeof memsim) => (await of(['export'])).stdout.split('\n')[1];
    expect(await exported(memsim)).toBe(await exported(plain));
  });

  it('is drawn of a command that fails, of one that only reads, and of a script', async () => {
    const failed = await filmed(['create-namespace', '-s', '64M']);
    expect(failed.frames.at(-1)!.caption).toBe(`after: exit ${failed.rc}`);
    const read = await filmed(['list', '-N']);
    expect(read.svg).toContain('>no section changes</text>');
    expect(read.svg).toContain('cat /sys/bus/nd/devices/region0/size');
    const boot = await filmed(['boot', '--platform', 'six-way'], []);
    expect(boot.frames.length).toBeGreaterThan(2);
  });

  it('is bounded for long traces and large machines', async () => {
    const many = ['disable-region', 'all'];
    const before = [['boot', '--platform', 'six-way', '--quiet']];
    for (const command of [['reboot', '--kernel', '4.9'], many]) {
      const { svg, frames } = await filmed(command, before);
      expect(svg.length).toBeLessThan(256 * 1024);
      expect(frames.length).toBeLessThanOrEqual(18);
    }
  });

  it('escapes what the command says, and runs nothing', async () => {
    const name = '<script>alert(1)</script>"&\u001b[2J';
    const { svg } = await filmed([...CREATE, '-n', name]);
    expect(svg).not.toMatch(/<script|\u001b|<foreignObject| on\w+=|https?:\/\/(?!www\.w3\.org)/);
    expect(svg).toContain('&lt;script&gt;');
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const used = [...svg.matchAll(/(?:href="#|url\(#)([^")]+)/g)].map(([, id]) => id);
    expect(used.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it.each([
    [
      'a command without a machine',
      ['platforms', '--film', 'x.svg'],
      "--film: 'platforms' runs on no machine",
    ],
    ['a trace besides', ['list', '--trace', '--film', 'x.svg'], '--film and --trace exclude each other'],
    ['no file', ['list', '--film'], "option '--film' needs a value"],
  ])('is refused with %s', async (_, words, message) => {
    const { rc, stdout, stderr } = await memsimIn(scratchFolder())(words);
    expect([rc, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
