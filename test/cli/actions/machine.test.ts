import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { E820, machine } from '../../helpers/booted.ts';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

describe('the first command', () => {
  it('boots the default platform and says so on stderr', async () => {
    const memsim = memsimIn(scratchFolder());
    const { rc, stdout, stderr } = await memsim(['list', '-R']);
    expect(rc).toBe(0);
    expect(JSON.parse(stdout).length).toBeGreaterThan(0);
    expect(stderr).toMatch(/^memsim: nothing was booted yet: booted platform 'default' with kernel 6\.1\n/);
    expect((await memsim(['list', '-R'])).stderr).toBe('');
  });

  it('boots nothing if it is status', async () => {
    const memsim = memsimIn(scratchFolder());
    expect((await memsim(['status'])).stdout).toMatch(/^nothing is booted\n/);
    expect(JSON.parse((await memsim(['status', '--json'])).stdout)).toMatchObject({ booted: false });
  });
});

describe('boot and reboot', () => {
  it('reboot keeps the media, boot does not', async () => {
    const { memsim } = await machine();
    await memsim(['-q', 'create-namespace', '-fe', 'namespace0.0', '-m', 'devdax']);
    const mode = async () => JSON.parse((await memsim(['list'])).stdout)[0].mode as string;
    expect(await mode()).toBe('devdax');
    await memsim(['reboot', '--kernel', '6.12']);
    expect(await mode()).toBe('devdax');
    expect((await memsim(['cat', '/proc/cmdline'])).stdout).toContain('memmap=1G!8G');
    await memsim(['boot', ...E820]);
    expect(await mode()).toBe('fsdax');
  });

  it('give the same uuids for the same seed', async () => {
    const uuid = async (seed: string) => {
      const memsim = memsimIn(scratchFolder());
      await memsim(['boot', ...E820, '--seed', seed]);
      return JSON.parse((await memsim(['create-namespace', '-fe', 'namespace0.0', '-m', 'devdax'])).stdout)
        .uuid;
    };
    expect(await uuid('5')).toBe(await uuid('5'));
    expect(await uuid('5')).not.toBe(await uuid('6'));
  });

  it('never give a uuid twice to the same media', async () => {
    const { memsim } = await machine();
    const create = ['-q', 'create-namespace', '-fe', 'namespace0.0', '-m', 'devdax'];
    const uuids = [];
    for (let i = 0; i < 3; i++) {
      uuids.push(JSON.parse((await memsim(create)).stdout).uuid);
      await memsim(['reboot']);
    }
    expect(new Set(uuids).size).toBe(3);
  });

  it.each([
    [['--kernel', '8.0'], 2, /unknown kernel '8\.0'/],
    [['--platform', 'kmem'], 1, /no such file \(did you mean kmem-8g\?\); 'memsim platforms'/],
    [['--kernel', '6'], 2, /unknown kernel '6' \(did you mean 6\.0 or 6\.1 or 6\.2\?\)/],
    [['--platform', 'no-such'], 1, /platform 'no-such': no platform of this name.*memsim platforms/],
    [['--with', 'no-such'], 2, /unknown change 'no-such'/],
    [['--platform', '/'], 1, /platform '\/': cannot be read \(EISDIR\)/],
    [['--config', 'x=2'], 2, /--config: 'x=2'/],
    [['--config', 'ZONE_DEVISE=n'], 2, /--config: ZONE_DEVISE has no effect in memsim; .* ZONE_DEVICE\b/],
    [['--seed', '-1'], 2, /'--seed <number>' argument '-1' is invalid\. It must be a whole number/],
  ])('refuse %j in one line, and keep the machine', async (args, rc, message) => {
    const { memsim } = await machine();
    const before = await memsim(['status', '--json']);
    const answer = await memsim(['boot', ...(args as string[])]);
    expect(answer.rc).toBe(rc);
    expect(answer.stderr).toMatch(message as RegExp);
    expect(answer.stderr.trim().split('\n')).toHaveLength(1);
    expect(await memsim(['status', '--json'])).toEqual(before);
  });

  it('names the field of a platform file that is wrong', async () => {
    const { memsim, folder } = await machine();
    const file = join(folder, 'bad.json');
    writeFileSync(file, JSON.stringify({ e820: [{ start: 0, end: 'x', type: 'usable' }] }));
    expect((await memsim(['boot', '--platform', file])).stderr).toMatch(/e820\[0\]\.end/);
  });

  it('reset forgets the machine', async () => {
    const { memsim } = await machine();
    expect(await memsim(['reset'])).toMatchObject({ rc: 0 });
    expect((await memsim(['status'])).stdout).toMatch(/nothing is booted/);
  });
});
