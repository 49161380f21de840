import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeExport } from '../../../../src/machine/state/export-file.ts';
import { type Answer, memsimIn } from '../../../helpers/cli.ts';
import { scratchFolder } from '../../../helpers/folder.ts';

const PLATFORM = {
  e820: [
    { start: '0x0', end: '0xbfffffff', type: 'usable' },
    { start: '0x100000000', end: '0x2ffffffff', type: 'usable' },
  ],
  nvdimms: [
    { handle: 1, physId: 1, vendorId: 2, serial: 77, size: 2 ** 32, labelSize: 131072, address: 2 ** 36 },
  ],
};

/** A machine with a platform of its own, on which something was done and something failed. */
async function worked(folder: string) {
  const memsim = memsimIn(folder);
  const file = join(folder, 'platform.json');
  writeFileSync(file, JSON.stringify(PLATFORM));
  await memsim(['-q', 'boot', '--platform', file, '--cmdline', 'memmap=1G!4G', '--seed', '9']);
  await memsim(['-q', 'create-namespace', '-f', '-e', 'namespace1.0', '-m', 'devdax', '-n', "it's mine"]);
  await memsim(['-q', 'create-namespace', '-s', '100M']);
  await memsim(['-q', 'reboot', '--kernel', '6.12', '--platform', 'one-dimm']);
  await memsim(['-q', 'write', '/sys/bus/nd/devices/region0/align', '0x1000']);
  return memsim;
}

/** Everything but the words of the commands, which may name files. */
function withoutLog({ bytes }: Answer): unknown {
  const { commandLog: _, ...core } = decodeExport(bytes, 'export');
  return core;
}

describe('export without a file', () => {
  const booted = async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot']);
    return memsim;
  };

  it('is refused on a terminal, with its size and the ways to export it', async () => {
    const { rc, stdout, stderr } = await (await booted())(['export'], { terminal: true });
    expect({ rc, stdout }).toEqual({ rc: 2, stdout: '' });
    expect(stderr).toMatch(
      /export: [\d.]+ KiB are not for a terminal; name a file \(.*\), or - to print them/,
    );
  });

  it('goes to a pipe, and with - or as a script to a terminal too', async () => {
    const memsim = await booted();
    const { bytes } = await memsim(['export']);
    expect(decodeExport(bytes, 'export')).toHaveProperty('kernel');
    expect((await memsim(['export', '-'], { terminal: true })).bytes).toEqual(bytes);
    expect((await memsim(['export', '--script'], { terminal: true })).stdout).toMatch(/^#!/);
  });
});

describe('an exported machine', () => {
  it('is the same in another folder, with its history', async () => {
    const memsim = await worked(scratchFolder());
    const { bytes } = await memsim(['export']);
    const other = memsimIn(scratchFolder());
    const { rc, stderr } = await other(['import', '-'], { stdin: bytes });
    expect({ rc, stderr }).toEqual({
      rc: 0,
      stderr: 'memsim: opened a machine with kernel 6.12.117+deb12-amd64, 4 commands after its first boot\n',
    });
    expect((await other(['export'])).bytes.equals(bytes)).toBe(true);
    expect((await other(['list', '-Ri'])).stdout).toBe((await memsim(['list', '-Ri'])).stdout);
  });

  it('goes to a file', async () => {
    const folder = scratchFolder();
    const memsim = await worked(folder);
    const file = join(folder, 'bug.memsim');
    expect(await memsim(['export', file])).toMatchObject({ rc: 0, stdout: '', stderr: '' });
    expect(readFileSync(file, 'utf8')).toBe((await memsim(['export'])).stdout);
  });

  it('is refused when it is damaged, newer, or no such file, and the machine stays', async () => {
    const memsim = await worked(scratchFolder());
    const { stdout } = await memsim(['export']);
    const damaged = stdout.replace('memmap=1G', 'memmap=2G');
    const newer = stdout.replace(/^memsim-export \d+/, 'memsim-export 999');
    for (const [stdin, why] of [
      [damaged, /damaged/],
      [newer, /written by a newer memsim/],
      ['{}', /not a file that memsim exported/],
      [stdout.slice(0, 4000), /damaged/],
    ] as const) {
      const { rc, stderr } = await memsim(['import', '-'], { stdin });
      expect({ rc, stderr }).toEqual({ rc: 1, stderr: expect.stringMatching(why) });
      expect(stderr).toMatch(/^memsim: standard input: [^\n]+\n$/);
    }
    expect((await memsim(['export'])).stdout).toBe(stdout);
  });

  it('needs a machine', async () => {
    expect(await memsimIn(scratchFolder())(['export'])).toMatchObject({ rc: 1, stdout: '' });
  });
});

describe('an exported script', () => {
  it('builds the machine again in a shell', async () => {
    const memsim = await worked(scratchFolder());
    const { stdout: script } = await memsim(['export', '--script']);
    expect(script).toContain('# exit');
    const folder = scratchFolder();
    symlinkSync(join(import.meta.dirname, '..', '..', '..', '..', 'bin', 'memsim'), join(folder, 'memsim'));
    const env = { PATH: `${folder}:${process.env.PATH}`, MEMSIM_STATE: folder };
    execFileSync('sh', ['-s'], { input: script, env, stdio: ['pipe', 'ignore', 'ignore'] });
    const [again, first] = [await memsimIn(folder)(['export']), await memsim(['export'])];
    expect(withoutLog(again)).toEqual(withoutLog(first));
  });

  it('names a platform of the package, and contains any other', async () => {
    const { stdout } = await (await worked(scratchFolder()))(['export', '--script']);
    expect(stdout).toContain('memsim reboot --kernel 6.12 --platform one-dimm\n');
    expect(stdout).toMatch(/<<'PLATFORM'\n\{[\s\S]*"serial": 77[\s\S]*\nPLATFORM\nmemsim boot --platform "/);
    expect(stdout).toContain("-n 'it'\\''s mine'");
  });
});

describe('a cast', () => {
  const SCRIPT = `# a range of 64 MiB
boot --platform qemu-14g --cmdline memmap=64M!8G
memsim list -N

create-namespace -f -e namespace0.0 -m devdax
list --no-such-option
`;
  const record = async () => (await memsimIn(scratchFolder())(['cast', '-'], { stdin: SCRIPT })).stdout;

  it('is an asciicast: a header, then events in order of time', async () => {
    const [header, ...events] = (await record())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(header).toMatchObject({ version: 2, width: 100, height: 30 });
    const times = events.map(([time]: [number]) => time);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    expect(new Set(events.map(([, kind]: [number, string]) => kind))).toEqual(new Set(['o', 'm']));
  });

  it('shows each line as it is typed and what it printed, and marks comments and commands', async () => {
    const events: [number, string, string][] = (await record())
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line));
    const screen = events.filter(([, kind]) => kind === 'o').map(([, , data]) => data);
    expect(screen.join('')).toContain('$ memsim create-namespace -f -e namespace0.0 -m devdax\r\n{');
    expect(screen.join('')).not.toMatch(/[^\r]\n/);
    expect(events.filter(([, kind]) => kind === 'm').map(([, , data]) => data)).toEqual([
      'a range of 64 MiB',
      'memsim list -N',
      'memsim create-namespace -f -e namespace0.0 -m devdax',
      'memsim list --no-such-option',
    ]);
  });

  it('has the same bytes each time, and touches no machine', async () => {
    const folder = scratchFolder();
    const memsim = await worked(folder);
    const before = (await memsim(['export'])).stdout;
    const { stdout } = await memsim(['cast', '-'], { stdin: SCRIPT, env: { NO_COLOR: '1', TERM: 'dumb' } });
    expect(stdout).toBe(await record());
    expect((await memsim(['export'])).stdout).toBe(before);
  });
});
