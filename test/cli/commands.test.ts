import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/dispatch/program.ts';
import type { Host } from '../../src/cli/session/host.ts';
import { GROUPS } from '../../src/cli/table/groups.ts';
import { firstWord, TABLE } from '../../src/cli/table/table.ts';
import { NDCTL_VERBS } from '../../src/cli/table/verbs.ts';
import { memsimIn } from '../helpers/cli.ts';
import { scratchFolder } from '../helpers/folder.ts';

const E820 = ['--platform', 'qemu-14g', '--cmdline', 'memmap=1G!8G'];

/** A machine with 1 GiB of persistent memory at 8 GiB, booted already. */
async function machine() {
  const folder = scratchFolder();
  const memsim = memsimIn(folder);
  await memsim(['boot', ...E820]);
  return { memsim, folder };
}

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

describe("ndctl's verbs", () => {
  it('print what ndctl prints, then on stderr the log and what changed', async () => {
    const { memsim } = await machine();
    const { rc, stdout, stderr } = await memsim(['create-namespace', '-fe', 'namespace0.0', '-m', 'devdax']);
    expect(rc).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ dev: 'namespace0.0', mode: 'devdax', map: 'dev' });
    expect(stderr).toMatch(
      /^\[ +\d+\.\d{6}\] nd_pmem namespace0\.0: unable to guarantee persistence of writes$/m,
    );
    expect(stderr).toMatch(/^namespace0\.0: 1 GiB of region0, 1006 MiB usable, 8 sections\n/);
    expect(stderr).toContain('sections of 128 MiB');
    expect(stderr).not.toContain('holder');
    expect(stderr.split('\n').length).toBeLessThanOrEqual(20);
  });

  it('print no more than ndctl when called through it, or quietly', async () => {
    const words = ['create-namespace', '-fe', 'namespace0.0', '-m', 'devdax'];
    const { memsim } = await machine();
    expect(await memsim(['ndctl', ...words])).toMatchObject({ rc: 0, stderr: '' });
    expect(await memsim([...words, '--quiet'])).toMatchObject({ rc: 0, stderr: '' });
    expect(await memsim(['-q', ...words])).toMatchObject({ rc: 0, stderr: '' });
  });

  it('are ndctl when the program is called by that name', async () => {
    const { memsim } = await machine();
    const plain = await memsim(['ndctl', 'list', '-RN']);
    expect(await memsim(['list', '-RN'], { calledAs: 'ndctl' })).toEqual(plain);
    expect((await memsim(['version'], { calledAs: 'daxctl' })).stdout).toBe('76.1\n');
  });

  it('say what they are without a machine', async () => {
    const memsim = memsimIn(join(scratchFolder(), 'never-made'));
    for (const args of [
      ['ndctl', '--version'],
      ['ndctl', 'version'],
      ['daxctl', '--version'],
    ])
      expect(await memsim(args)).toMatchObject({ rc: 0, stdout: '76.1\n', stderr: '' });
    const plain = await memsim(['ndctl', 'help', 'list']);
    for (const args of [
      ['list', '--help'],
      ['help', 'list'],
    ]) {
      const { rc, stdout } = await memsim(args);
      expect(rc).toBe(plain.rc);
      expect(stdout.startsWith(plain.stdout)).toBe(true);
    }
    expect(JSON.parse((await memsim(['status', '--json'])).stdout).booted).toBe(false);
  });

  it('are those of ndctl', async () => {
    const { stdout } = await memsimIn(scratchFolder())(['ndctl', '--list-cmds']);
    const verbs = stdout.split('\n').filter((verb) => !['', 'version', 'help'].includes(verb));
    expect(NDCTL_VERBS.map(({ verb }) => verb).sort()).toEqual(verbs.sort());
  });

  it('end with the code of the tool', async () => {
    const { memsim } = await machine();
    expect(await memsim(['disable-namespace', 'namespace9.9'])).toMatchObject({
      rc: (await memsim(['ndctl', 'disable-namespace', 'namespace9.9'])).rc,
    });
    expect((await memsim(['list', '--no-such-option'])).rc).toBe(129);
  });

  it('show the views that are asked for', async () => {
    const { memsim } = await machine();
    const view = async (name: string) =>
      (await memsim(['create-namespace', '-fe', 'namespace0.0', '-m', 'fsdax', '-M', 'mem', '--view', name]))
        .stderr;
    expect(await view('none')).toMatch(/^(\[.*\n)*$/);
    await memsim(['-q', 'create-namespace', '-fe', 'namespace0.0', '-m', 'devdax']);
    expect(await view('iomem')).toMatch(/^- .*dax0\.0$/m);
  });
});

describe('usage', () => {
  it.each([[['no-such-command']], [['boot', '--no-such']], [['cat']], [['--view', 'x', 'list']]])(
    'error %j ends with 2 and says nothing on stdout',
    async (args) => {
      const { rc, stdout } = await memsimIn(scratchFolder())(args);
      expect(rc).toBe(2);
      expect(stdout).toBe('');
    },
  );

  it('is none at all where commands come on standard input', async () => {
    expect(await memsimIn(scratchFolder())([])).toMatchObject({ rc: 0, stdout: '' });
  });

  it('suggests what was meant', async () => {
    const { stderr } = await memsimIn(scratchFolder())(['creat-namespace']);
    expect(stderr).toMatch(/did you mean create-namespace\?/);
    expect((await memsimIn(scratchFolder())(['hint'])).stderr).toBe(
      "memsim: unknown command 'hint' (did you mean lesson hint?); 'memsim help' lists the commands\n",
    );
    expect((await memsimIn(scratchFolder())(['show'])).stderr).toContain(
      'did you mean kernel show, scenario show?',
    );
  });

  it('is explained with examples', async () => {
    const memsim = memsimIn(scratchFolder());
    for (const args of [['help'], ['--help'], ['help', 'boot'], ['boot', '--help'], ['run', '--help']]) {
      const { rc, stdout } = await memsim(args);
      expect(rc).toBe(0);
      expect(stdout).toMatch(/Examples:\n {2}memsim /);
    }
  });

  it('lists the commands of a large family in parts', async () => {
    const { stdout } = await memsimIn(scratchFolder())(['help', 'lesson']);
    expect(stdout.match(/^[A-Z][\w ]*:$/gm)).toEqual(
      ['Options', 'Options of memsim', 'To learn', 'Drills', 'To teach', 'Commands', 'Examples'].map(
        (title) => `${title}:`,
      ),
    );
    expect(stdout).toMatch(/^Drills:\n {2}drill .*\n {2}answer .*\n\n/m);
  });

  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await memsimIn(scratchFolder())(['--version'])).toMatchObject({ rc: 0, stdout: `${version}\n` });
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

describe('help', () => {
  /** A command and all below it. */
  const family = (command: Command): Command[] => [command, ...command.commands.flatMap(family)];

  it.each([80, 120])('fits 80 columns on a terminal of %i', (columns) => {
    const lines: string[] = [];
    const stdout = {
      write: (text: string | Uint8Array) => void lines.push(...String(text).split('\n')),
      isTerminal: true,
      columns,
    };
    const host = { packageRoot: join(import.meta.dirname, '..', '..'), stdout } as Partial<Host> as Host;
    const program = buildProgram({
      host,
      settings: { quiet: false, color: 'never' },
      out: stdout,
      err: stdout,
    });
    for (const command of family(program)) command.outputHelp();
    expect(lines.length).toBeGreaterThan(500);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('lists every command once, in the groups of the shell', async () => {
    const { stdout } = await memsimIn(scratchFolder())(['--help']);
    const listed = stdout.split(/^Options:$/m)[1]!.split(/^Examples:$/m)[0]!;
    const names = [...listed.matchAll(/^ {2}([\w-]+) {2,}\S/gm)].map(([, name]) => name!);
    const rows = TABLE.filter(({ hidden }) => !hidden);
    expect(names.filter((name) => !name.startsWith('-')).sort()).toEqual(
      [...new Set(rows.map(firstWord))].sort(),
    );
    const titles = [...listed.matchAll(/^(\S.*):$/gm)].map(([, title]) => title);
    expect(titles).toEqual(Object.values(GROUPS));
  });

  it.each(['--help', 'help'])('%s of a verb of ndctl shows the options of memsim too', async (word) => {
    const memsim = memsimIn(scratchFolder());
    const args = word === 'help' ? ['help', 'list'] : ['list', '--help'];
    const { stdout, stderr } = await memsim(args);
    const help = stdout + stderr;
    expect(help).toMatch(/usage: ndctl list[\s\S]*--regions[\s\S]*options of memsim:[\s\S]*--view <list>/);
    const tool = await memsim(['ndctl', 'list', '--help']);
    expect(tool.stdout + tool.stderr).not.toContain('memsim');
  });

  it('of a command shows the options of memsim too', async () => {
    const { stdout } = await memsimIn(scratchFolder())(['boot', '--help']);
    expect(stdout).toMatch(/Options of memsim:\n {2}--state <dir>/);
    expect(stdout).not.toContain('--version');
  });
});

describe("memsim's own options", () => {
  it('stand before or after the name of a command', async () => {
    const { memsim } = await machine();
    for (const args of [
      ['--quiet', 'reboot'],
      ['reboot', '--quiet'],
    ])
      expect(await memsim(args)).toMatchObject({ rc: 0, stderr: '' });
    expect((await memsim(['status', '--color=always'])).stdout).toContain('\u001b[');
    expect(await memsim(['sections', '--view', 'x'])).toMatchObject({ rc: 2 });
  });

  it('are a value behind --', async () => {
    const { memsim } = await machine();
    expect((await memsim(['cat', '--', '--quiet'])).stderr).toBe(
      'memsim: cat: --quiet: No such file or directory (ENOENT)\n',
    );
  });

  it("leave a tool's words alone", async () => {
    const { memsim } = await machine();
    expect((await memsim(['ndctl', 'list', '--quiet'])).rc).toBe(129);
    expect((await memsim(['-q', 'ndctl', 'list', '--quiet'])).rc).toBe(129);
  });
});

describe('a usage error', () => {
  it.each([
    [['nosuch'], "memsim: unknown command 'nosuch'; 'memsim help' lists the commands\n"],
    [
      ['version'],
      "memsim: unknown command 'version' (did you mean --version?); 'memsim help' lists the commands\n",
    ],
    [['stats'], "memsim: unknown command 'stats' (did you mean status?); 'memsim help' lists the commands\n"],
    [
      ['boot', '--platfrm', 'x'],
      "memsim: unknown option '--platfrm' (did you mean --platform?); see 'memsim help boot'\n",
    ],
    [['cat'], "memsim: missing required argument 'path'; see 'memsim help cat'\n"],
    [['kernel', 'nosuch'], "memsim: unknown command 'nosuch'; see 'memsim help kernel'\n"],
    [['kernel', 'diff', '6.1'], "memsim: missing required argument 'to'; see 'memsim help kernel diff'\n"],
    [['help', 'nosuch'], "memsim: unknown command 'nosuch'; 'memsim help' lists the commands\n"],
    [
      ['boot', '--seed', 'x'],
      /^memsim: option '--seed <number>' .* to 4294967295; see 'memsim help boot'\n$/,
    ],
    [['boot', '--state'], "memsim: option '--state' needs a value; see 'memsim help'\n"],
  ])('%j is told in one line that names the next step', async (args, text) => {
    const { rc, stderr } = await memsimIn(scratchFolder())(args);
    expect(rc).toBe(2);
    if (typeof text === 'string') expect(stderr).toBe(text);
    else expect(stderr).toMatch(text);
  });
});

describe('memsim shell', () => {
  it('needs a terminal', async () => {
    const { memsim } = await machine();
    expect(await memsim(['shell'])).toMatchObject({
      rc: 2,
      stderr: expect.stringMatching(/^memsim: shell: no terminal/),
    });
  });
});

describe('the state folder', () => {
  it('refuses a damaged file with 3 in one line and leaves it as it is', async () => {
    const { memsim, folder } = await machine();
    const file = join(folder, 'state');
    const whole = readFileSync(file);
    const damaged = whole.subarray(0, whole.length - 10);
    writeFileSync(file, damaged);
    for (const args of [['list'], ['status'], ['boot'], ['reboot'], ['run', '-']]) {
      const { rc, stdout, stderr } = await memsim(args);
      expect({ rc, stdout }).toEqual({ rc: 3, stdout: '' });
      expect(stderr).toMatch(/^memsim: .*state: damaged .*'memsim reset' starts over\n$/);
    }
    expect(readFileSync(file)).toEqual(damaged);
    expect((await memsim(['reset'])).rc).toBe(0);
    expect((await memsim(['-q', 'list'])).rc).toBe(0);
  });

  it('refuses a folder that cannot be, with 3 in one line', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'file'), '');
    const memsim = memsimIn(join(folder, 'file', 'state'));
    const { rc, stderr } = await memsim(['list']);
    expect(rc).toBe(3);
    expect(stderr).toMatch(/^memsim: .*state cannot be kept here \(ENOTDIR\).*\n$/);
  });

  it('refuses when another memsim holds it, with 3, but lets lookers in', async () => {
    const { memsim, folder } = await machine();
    symlinkSync('77-0-a', join(folder, 'lock'));
    expect(await memsim(['reboot'])).toMatchObject({
      rc: 3,
      stderr: `memsim: state is locked by process 77; if no memsim runs, remove ${join(folder, 'lock')}\n`,
    });
    expect((await memsim(['iomem'])).rc).toBe(0);
  });

  it('has the state and what undo reaches alone, without a lock, also after a refusal', async () => {
    const { memsim, folder } = await machine();
    await memsim(['create-namespace', '-fe', 'namespace0.0', '-m', 'devdax']);
    await memsim(['boot', '--platform', 'no-such']);
    expect(readdirSync(folder).sort()).toEqual(['state', 'undo']);
  });

  it('is where --state says, before MEMSIM_STATE, before XDG', async () => {
    const [a, b, c] = [scratchFolder(), scratchFolder(), scratchFolder()];
    const memsim = memsimIn(a);
    const env = { MEMSIM_STATE: b, XDG_STATE_HOME: c };
    const where = async (args: string[], some: Record<string, string>) =>
      JSON.parse((await memsim([...args, 'status', '--json'], { env: some })).stdout).state;
    expect(await where(['--state', a], env)).toBe(a);
    expect(await where([], env)).toBe(b);
    expect(await where([], { ...env, MEMSIM_STATE: '' })).toBe(join(c, 'memsim'));
  });
});
