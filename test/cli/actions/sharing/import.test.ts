import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { memsimIn } from '../../../helpers/cli.ts';
import { scratchFolder } from '../../../helpers/folder.ts';

const PASTES = join(import.meta.dirname, '..', '..', '..', '..', 'fixtures', 'pastes');
const paste = (name: string): string => join(PASTES, name);

describe('memsim import of a paste', () => {
  it('prints what was read, built, assumed and not known', async () => {
    const { rc, stdout, stderr } = await memsimIn(scratchFolder())(['import', paste('cut-at-both-ends.txt')]);
    expect({ rc, stderr }).toEqual({ rc: 0, stderr: '' });
    const parts = stdout.split('\n\n').map((part) => part.split('\n'));
    expect(parts.map(([title]) => title)).toEqual([
      'Read',
      'Built',
      'Assumed',
      'Not known',
      'The machine differs from the paste',
    ]);
    expect(parts[0]!.slice(1)).toEqual([
      expect.stringMatching(/^ {2}\/proc\/iomem {2}.*cut-at-both-ends\.txt, lines 2-5: 4 lines$/),
      expect.stringMatching(/^ {2}ndctl list {3}.*lines 7-58: 6 objects, cut$/),
      '  1 of 58 lines belong to no source',
    ]);
    expect(parts[1]).toContain('  memory        12.94 GiB RAM, from /proc/iomem; 1 node, 2 DIMMs');
  });

  it('names sources that contradict each other, and the one that it follows', async () => {
    const { stdout } = await memsimIn(scratchFolder())(['import', paste('contradictions.txt')]);
    expect(stdout).toMatch(
      /\n {2}kernel release\n {4}- uname \(.*:11\): 5\.14\.0\n {4}- kernel log \(.*:1\): 5\.15\.0\n {4}followed: 5\.14\.0/,
    );
  });

  it('reads several files, standard input and a folder, without following the links in it', async () => {
    const memsim = memsimIn(scratchFolder());
    const names = ['iomem.txt', 'dmesg.txt', 'uname.txt'].map((name) => paste(`soft-reserved/${name}`));
    const stdin = readFileSync(paste('soft-reserved/daxctl-list.json'));
    await memsim(['-q', 'import', ...names, '-'], { stdin });
    expect((await memsim(['daxctl', 'list'])).stdout).toContain('"size":4294967296');
    const folder = scratchFolder();
    mkdirSync(join(folder, 'proc'));
    writeFileSync(join(folder, 'proc', 'iomem'), '00100000-7fffffff : System RAM\n');
    writeFileSync(join(folder, 'secret'), '00100000-bfffffff : System RAM\n');
    symlinkSync(join(folder, 'secret'), join(folder, 'proc', 'cmdline'));
    const { stdout } = await memsim(['import', '--json', folder]);
    expect(JSON.parse(stdout).sources).toEqual([
      { source: '/proc/iomem', file: 'proc/iomem', first: 1, last: 1, count: 1 },
    ]);
    const link = join(scratchFolder(), 'link');
    symlinkSync(folder, link);
    expect((await memsim(['import', '--json', link])).stdout).toBe(stdout);
  });

  it('explains the failure with --explain', async () => {
    const memsim = memsimIn(scratchFolder());
    const issue = paste('misaligned-issue.md');
    const { stdout } = await memsim(['import', '--explain', issue]);
    expect(stdout).toMatch(/\nndctl create-namespace -f -e namespace0\.0 -m devdax on .*: exit 250\n/);
    expect(stdout).toContain('[start-misaligned]');
    expect(stdout).toContain('[range-misaligned]');
    expect(stdout).toContain('[misaligned-start]');
    expect((await memsim(['import', '--explain', paste('mixed-region-windows-1252.txt')])).stdout).toContain(
      '[section-has-ram]',
    );
    expect((await memsim(['import', '--explain', paste('too-small-for-a-block.txt')])).stdout).toContain(
      '[below-a-block]',
    );
    expect((await memsim(['import', '--explain', paste('fsdax-120g-fails.txt')])).stdout).toContain(
      '[no-room]',
    );
    const lost = (await memsim(['import', '--explain', paste('labelled-nvdimms-crlf.txt')])).stdout;
    expect(lost).toMatch(/\nnamespace0\.0 on 6\.1\.0-56-amd64\n(?:.*\n)*? {2}dataoff/);
    const none = await memsim(['import', '--explain', '-'], { stdin: '00100000-bfffffff : System RAM\n' });
    expect(none.stdout).toContain('nothing to explain');
  });

  it('boots the release of --kernel', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'import', '--kernel', '5.3', paste('iomem-in-a-mail.txt')]);
    expect((await memsim(['status'])).stdout).toMatch(/^kernel {8}5\.3\.0\n/);
    expect((await memsim(['import', '--kernel', '99', paste('iomem-in-a-mail.txt')])).rc).toBe(2);
  });

  it('keeps the machine that it replaces, and changes nothing if it refuses', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'create-namespace', '-s', '64M', '-m', 'raw']);
    const before = (await memsim(['export'])).stdout;
    for (const args of [[paste('without-root.txt')], ['-'], ['/no/such'], ['-', '-']]) {
      const { rc, stderr } = await memsim(['import', ...args], { stdin: 'hello\n' });
      expect(rc).toBe(1);
      expect(stderr).toMatch(/^memsim: [^\n]+\n$/);
    }
    expect((await memsim(['export'])).stdout).toBe(before);
    const { stderr } = await memsim(['import', paste('old-e820-rows.txt')]);
    expect(stderr).toMatch(/the machine before is kept/);
    await memsim(['-q', 'undo']);
    expect((await memsim(['list', '-N'])).stdout).toContain('"size":67108864');
  });

  it('refuses compressed files, and a machine among other files', async () => {
    const folder = scratchFolder();
    const memsim = memsimIn(scratchFolder());
    writeFileSync(join(folder, 'dmesg.gz'), gzipSync('x'));
    expect((await memsim(['import', join(folder, 'dmesg.gz')])).stderr).toMatch(
      /compressed \(gzip\); unpack it/,
    );
    await memsim(['-q', 'boot']);
    await memsim(['-q', 'export', join(folder, 'machine')]);
    const { rc, stderr } = await memsim(['import', join(folder, 'machine'), paste('old-e820-rows.txt')]);
    expect({ rc, stderr }).toEqual({ rc: 2, stderr: expect.stringMatching(/import it alone/) });
    expect((await memsim(['import', '--explain', join(folder, 'machine')])).rc).toBe(2);
  });

  it('prints no control character of a paste', async () => {
    const stdin = [
      '[    0.000000] Command line: root=\u001b[2J/dev/sda \u009b31m memmap=1G!4G',
      '[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x00000000bfffffff] usable',
      '[    1.000000] nd_pmem \u001b]0;title\u0007namespace0.0: failed \u001b[8m hidden',
      '# ndctl create-namespace -m \u001b[31mdevdax',
      'failed to create namespace: \u202e x',
    ].join('\n');
    const { stdout, stderr } = await memsimIn(scratchFolder())(['import', '--explain', '-'], {
      stdin,
      terminal: true,
    });
    expect(stdout.replace(/\u001b\[\d*(?:;\d+)*m/g, '') + stderr).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/,
    );
    expect(stdout).toContain('ndctl create-namespace -m devdax');
  });
});
