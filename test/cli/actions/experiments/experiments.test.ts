import { describe, expect, it } from 'vitest';
import { RELEASES } from '../../../../src/kernel/history/releases.ts';
import { type CallOptions, memsimIn } from '../../../helpers/cli.ts';
import { scratchFolder } from '../../../helpers/folder.ts';

const MIXED = ['--platform', 'mixed-24g', '--cmdline', 'memmap=0xfc000000!8G'];
const ISSUE_76 = `create-namespace -f -e namespace0.0 -m fsdax
create-namespace -f -e namespace1.0 -m fsdax
`;

/** A command line that is on its own. */
const alone = (args: string[], options?: CallOptions) => memsimIn(scratchFolder())(args, options);

describe('memsim compare', () => {
  const memsim = alone;

  it('exits with 0 and says so when all answers are equal', async () => {
    const kernels = ['--kernel', '5.3', '--kernel', '6.1', '--kernel', '6.12'];
    const { rc, stdout } = await memsim(['compare', ...kernels, ...MIXED, '-'], {
      stdin: 'cat /proc/cmdline',
    });
    expect({ rc, stdout }).toEqual({
      rc: 0,
      stdout:
        "On mixed-24g, empty media, 'memmap=0xfc000000!8G':\n5.3, 6.1, 6.12 give the same answers to 1 command\n",
    });
  });

  it('shows where answers part, side by side, and exits with 1', async () => {
    const { rc, stdout } = await memsim(['compare', '--kernel', '5.2', '--kernel', '5.3', ...MIXED, '-'], {
      stdin: 'list -N',
    });
    expect(rc).toBe(1);
    expect(stdout).toMatch(/^The answers differ at boot$/m);
    expect(stdout).toMatch(/^5\.2: +\| 5\.3:$/m);
    expect(stdout).toContain('[log] WARNING: devm_memremap_pages');
    expect(stdout).toMatch(/^ {2}command 1: list -N: stdout differs$/m);
    expect(stdout.split('\n').every((line) => line.length <= 100)).toBe(true);
  });

  it('boots the kernel under test where the script itself boots', async () => {
    const { stdout } = await memsim(['compare', '--json', '--kernel', '5.2', '--kernel', '5.3', '-'], {
      stdin: `boot ${MIXED.map((word) => `'${word}'`).join(' ')}\ncat /proc/version\nstatus\n`,
    });
    expect(JSON.parse(stdout)).toMatchObject({
      commands: 3,
      partings: [{ index: 1 }, { index: 2 }, { index: 3 }],
    });
  });

  it.each([
    [['compare', '-'], 'compare: name two kernels or more: --kernel 5.2 --kernel 6.1'],
    [['compare', '--kernel', '5.2', '--kernel', '5.2', '-'], 'compare: name two kernels or more'],
    [['compare', '--kernel', '5.2', '--kernel', '5.33', '-'], /unknown kernel '5\.33' \(did you mean 5\.3/],
    [['compare', '--kernel', '5.2', '--kernel', '5.3', '/no/such'], /compare: \/no\/such: cannot be read/],
    [['sweep', '--platform', 'nowhere', '-'], /platform 'nowhere': no platform of this name/],
    [['bisect', '--good', '5.3', '--bad', '5.2', '--test', '{}', '-'], /bisect: --test: /],
    [
      ['bisect', '--good', '5.3', '--bad', '5.4', '-'],
      'bisect: 5.3 and 5.4 do not differ: exit 0 on both; see --test for other tests',
    ],
  ])('refuses in one line: %j', async (args, message) => {
    const { rc, stdout, stderr } = await memsim(args as string[], { stdin: 'list' });
    expect(rc).toBeGreaterThan(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^memsim: [^\n]+\n$/);
    expect(stderr.slice('memsim: '.length).trim()).toMatch(message);
  });

  it('takes several kernels in one option', async () => {
    const { stdout } = await memsim([
      'compare',
      '--kernel',
      '5.3,6.1',
      '--kernel',
      '6.12',
      '--run',
      'status',
    ]);
    expect(stdout).toMatch(/^5\.3:\n[\s\S]*^6\.1:\n[\s\S]*^6\.12:\n/m);
  });

  it('names the function of a WARN without text, and the reason of a crash', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot']);
    await memsim(['-q', 'create-namespace', '-m', 'devdax']);
    const { stdout } = await memsim(['compare', '--kernel', '4.12,4.13', '--run', 'status']);
    expect(stdout).toContain('| [log] WARNING in arch_add_memory\n');
    expect(stdout).toMatch(/\| crashed: a task waits for the references/);
  });

  it.each([
    ["list -N '", "a closing ' is missing in: list -N '"],
    ['list | cat', /^no pipes/],
    ['lst', "the script: unknown command 'lst' (did you mean ls or list or cat?)"],
    ['boot --kernel=6.1', "the script boots one kernel in each trial: 'boot --kernel=6.1'"],
  ])('refuses a line that fails on every kernel before it boots one: %s', async (line, message) => {
    const { rc, stdout, stderr } = await memsim(['sweep', '--run', line, '--run', 'list']);
    expect({ rc, stdout }).toEqual({ rc: 2, stdout: '' });
    expect(stderr.slice('memsim: '.length)).toMatch(message);
  });

  it('names --run where a command is in the place of the file', async () => {
    expect((await memsim(['sweep', 'list -N'])).stderr).toBe(
      "memsim: sweep: list -N: cannot be read (ENOENT); a command is given with --run 'list -N'\n",
    );
  });

  it('refuses a script without a command, and commands that keep a state of their own', async () => {
    expect((await memsim(['sweep', '-'], { stdin: '# nothing\n' })).stderr).toMatch(/has no command/);
    expect((await memsim(['sweep', '-'], { stdin: 'lesson list\n' })).stderr).toMatch(
      /'lesson' does not run/,
    );
  });
});

describe('memsim sweep', () => {
  it('has one row for each release', async () => {
    const memsim = memsimIn(scratchFolder());
    const { rc, stdout, stderr } = await memsim(['sweep', '--json', ...MIXED, '-'], { stdin: 'list -N' });
    const { rows } = JSON.parse(stdout) as { rows: { kernel: string; outcome: string }[] };
    expect(rc).toBe(0);
    expect(stderr).toBe('');
    expect(rows.map(({ kernel }) => kernel)).toEqual(RELEASES.map(({ name }) => name));
    const firstGood = rows.findIndex(({ kernel }) => kernel === '5.3');
    expect(rows.slice(1, firstGood).every(({ outcome }) => outcome === 'WARN')).toBe(true);
    expect(rows.slice(firstGood).every(({ outcome }) => outcome === 'ok')).toBe(true);
  });

  it('shows how far it is on a terminal, and leaves nothing of that', async () => {
    const { stdout, stderr } = await memsimIn(scratchFolder())(['sweep', '-'], {
      stdin: 'cat /proc/version',
      terminal: true,
    });
    expect(stderr).toContain(`\r\u001b[K4.4 (1 of ${RELEASES.length})`);
    expect(stderr.endsWith('\r\u001b[K')).toBe(true);
    expect(stdout.split('\n').length).toBe(RELEASES.length + 3);
  });
});

describe('the table of a sweep', () => {
  const sweep = async (line: string) =>
    (await memsimIn(scratchFolder())(['sweep', '--platform', 'one-dimm', '--run', line])).stdout;

  it('has one row for adjacent releases with equal outcomes', async () => {
    expect((await sweep('platforms')).split('\n').slice(2)).toEqual([
      expect.stringMatching(/^4\.4\.\.7\.\d+ +ok {2}/),
      '',
    ]);
  });

  it.each([80, 48])('fits %d columns, and has no column for failures without one', async (columns) => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot']);
    const lines = async (line: string) => {
      const { stdout } = await memsim(['sweep', '--run', line], {
        terminal: true,
        columns,
        env: { NO_COLOR: '1' },
      });
      return stdout.split('\n');
    };
    const [fine, failed] = [await lines('list'), await lines('list --no-such')];
    expect(fine[1]).toMatch(/^kernel +outcome +last answer$/);
    expect(failed[1]).toMatch(/^kernel +outcome +what went wrong +last answer$/);
    expect([...fine, ...failed].filter((line) => [...line].length > columns)).toEqual([]);
  });

  it('separates releases whose answers differ, also beyond the column', async () => {
    expect((await sweep('cat /proc/version')).split('\n').length).toBe(RELEASES.length + 3);
  });
});

describe('a script for several kernels', () => {
  const KERNELS = ['compare', '--kernel', '6.1', '--kernel', '6.12'];

  it('runs on copies of the current machine: platform, command line and media', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot', '--platform', 'one-dimm', '--cmdline', 'memhp_default_state=online']);
    await memsim(['create-namespace', '--quiet', '-f', '-e', 'namespace0.0', '-m', 'devdax']);
    const before = (await memsim(['export'])).stdout;
    const script = { stdin: 'cat /proc/cmdline\nlist -N\n' };
    const { stdout } = await memsim([...KERNELS, '-'], script);
    expect(stdout).toMatch(/^On one-dimm, the media of the current machine, 'memhp_default_state=online':\n/);
    const rows = JSON.parse((await memsim(['sweep', '--json', '-'], script)).stdout).rows;
    const { answer } = rows.find(({ kernel }: { kernel: string }) => kernel === '6.12');
    expect(JSON.parse(answer)).toMatchObject([{ mode: 'devdax' }]);
    expect((await memsim(['export'])).stdout).toBe(before);
  });

  it('runs on what the options name: another command line on the same media, or new hardware', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot', '--platform', 'one-dimm', '--cmdline', 'memhp_default_state=online']);
    const on = async (...words: string[]) =>
      JSON.parse((await memsim([...KERNELS, '--json', ...words, '-'], { stdin: 'status' })).stdout).on;
    expect(await on('--cmdline', '')).toEqual({ platform: 'one-dimm', cmdline: '', media: 'kept' });
    expect(await on('--platform', 'kata')).toEqual({ platform: 'kata', cmdline: '', media: 'empty' });
  });

  it('is given line by line with --run', async () => {
    const { stdout } = await alone([...KERNELS, '--json', '--run', 'list -N', '--run', 'status']);
    expect(JSON.parse(stdout)).toMatchObject({ commands: 2 });
    expect(await alone([...KERNELS, '--run', 'list', 'file'])).toMatchObject({ rc: 2, stdout: '' });
    expect(await alone(KERNELS)).toMatchObject({
      rc: 2,
      stderr: 'memsim: compare: a script is missing: a file, or commands with --run\n',
    });
  });

  it('is not said to run on anything if it boots itself', async () => {
    const { stdout } = await alone([...KERNELS, '--json', '-'], { stdin: 'boot --platform kata' });
    expect(JSON.parse(stdout)).not.toHaveProperty('on');
  });
});

describe('memsim bisect', () => {
  const memsim = alone;

  it('names the sub-section change for ndctl issue 76, and proves it', async () => {
    const args = ['bisect', '--good', '5.3', '--bad', '4.18', '--platform', 'ndctl-76', '-'];
    const { rc, stdout, stderr } = await memsim(args, { stdin: ISSUE_76 });
    expect({ rc, stderr }).toEqual({ rc: 0, stderr: '' });
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      "change subsection-hotplug (ba72b4c8cf60, mm/sparsemem: support sub-section hotplug) turns 'exit 250, WARN' into 'exit 0'",
    );
    expect(stdout).toMatch(/^ {2}4\.18 --with subsection-hotplug: exit 0$/m);
    expect(stdout).toMatch(/^ {2}5\.3 without it: not exit 0$/m);
  });

  it('goes by a test where one is given', async () => {
    const test = JSON.stringify({ see: 'log', matches: 'section collision' });
    const args = ['bisect', '--json', '--good', '4.9', '--bad', '4.19', '--test', test, ...MIXED, '-'];
    const { stdout } = await memsim(args, { stdin: 'create-namespace -f -e namespace0.0 -m fsdax -a 4K' });
    const { answer } = JSON.parse(stdout);
    expect(answer.toggles).toMatchObject([{ kind: 'remove', change: 'pfn-end-alignment' }]);
  });
});

describe('changes by hand', () => {
  it('are shown by status, and kept by a reboot', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['boot', '--kernel', '5.2', '--with', 'subsection-hotplug', 'pfn-no-padding']);
    const line = /^changes {7}with subsection-hotplug, with pfn-no-padding$/m;
    expect((await memsim(['status'])).stdout).toMatch(line);
    await memsim(['reboot', '--kernel', '5.1']);
    expect((await memsim(['status'])).stdout).toMatch(line);
    expect(JSON.parse((await memsim(['status', '--json'])).stdout).changes.with).toHaveLength(2);
  });

  it('that are unknown are refused, with what may have been meant', async () => {
    const { rc, stderr } = await memsimIn(scratchFolder())(['boot', '--without', 'subsection-hotplag']);
    expect(rc).toBe(2);
    expect(stderr).toMatch(/unknown change 'subsection-hotplag' \(did you mean subsection-hotplug\?\)/);
  });
});

describe('memsim kernel', () => {
  const memsim = alone;

  it('tells all that is known of a change', async () => {
    const { stdout } = await memsim(['kernel', 'change', 'same-section-conflict']);
    expect(stdout).toMatch(/^commit +15d36fecd0bd$/m);
    expect(stdout).toMatch(/^fixes +pgmap-radix-by-pfn$/m);
    expect(stdout).toMatch(/^scenarios +put-page-gpf$/m);
    expect(stdout).toMatch(/^releases +4\.18 /m);
  });

  it('tells what one release has and another lacks, both ways', async () => {
    const { stdout } = await memsim(['kernel', 'diff', '4.15', '4.16', '--json']);
    const ids = (list: { id: string }[]) => list.map(({ id }) => id);
    const { added, removed } = JSON.parse(stdout);
    expect(ids(added)).toContain('dev-pagemap-struct');
    expect(ids(removed)).toEqual(['skip-invalid-pfns']);
    expect((await memsim(['kernel', 'diff', '4.15', '4.16'])).stdout).toMatch(/^- skip-invalid-pfns /m);
  });

  it('lists every release with what is new in it', async () => {
    const { rows } = JSON.parse((await memsim(['kernel', 'list', '--json'])).stdout);
    const entry = (name: string) => rows.find((row: { name: string }) => row.name === name);
    expect(entry('5.3').brings).toContain('subsection-hotplug');
    expect(entry('4.14.67').drops).toEqual(['skip-invalid-pfns']);
  });

  it('says how each release is known', async () => {
    const { rows } = JSON.parse((await memsim(['kernel', 'list', '--json'])).stdout);
    const known = Object.fromEntries(
      rows.map(({ name, evidence }: { name: string; evidence: string }) => [name, evidence]),
    );
    expect(known).toMatchObject({ '5.2.1': 'recorded', '5.3': 'read', '5.4': 'reported' });
    expect(known).toMatchObject({ '6.12': 'recorded', '6.18': 'recorded', '7.1': 'reported' });
    expect((await memsim(['kernel', 'show', '6.18.2'])).stdout).toMatch(/^recorded: /m);
    expect((await memsim(['kernel', 'show', '5.10'])).stdout).toMatch(/^read: /m);
    expect((await memsim(['kernel', 'show', '6.19'])).stdout).toMatch(/^reported: /m);
  });

  it.each([['list'], ['show', '6.12'], ['diff', '4.9', '6.12'], ['change', 'kmem']])(
    'keeps to the width of the terminal: %s',
    async (...args) => {
      const { stdout } = await memsim(['kernel', ...args]);
      expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
    },
  );
});

describe("the user's own machine", () => {
  it('is not touched by trials', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['boot', '--kernel', '6.12']);
    const before = (await memsim(['status', '--json'])).stdout;
    const stdin = 'boot --kernel 4.9\nreboot --cmdline memmap=1G!8G\nreset\n';
    await memsim(['sweep', '-'], { stdin });
    await memsim(['scenario', 'run', 'pgd-race']);
    expect((await memsim(['status', '--json'])).stdout).toBe(before);
  });
});

describe('memsim race', () => {
  it('lets the second writer in after the first where the kernel keeps it out', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['boot', '--platform', 'qemu-14g', '--cmdline', 'memmap=1G!8G memmap=1G!12G']);
    await memsim(['disable-namespace', 'all']);
    const bind = '/sys/bus/nd/drivers/nd_pmem/bind';
    const { rc } = await memsim(['race', `${bind}=namespace0.0`, `${bind}=namespace1.0`]);
    expect(rc).toBe(0);
    expect(JSON.parse((await memsim(['list', '-N'])).stdout)).toHaveLength(2);
  });

  it('refuses what is not a file and a value', async () => {
    expect(await memsimIn(scratchFolder())(['race', '--readers', 'x', '/sys/a=b', '/sys/c=d'])).toMatchObject(
      {
        rc: 2,
      },
    );
    const { rc, stderr } = await memsimIn(scratchFolder())(['race', 'namespace0.0', '/sys/a=b']);
    expect({ rc, stderr }).toEqual({
      rc: 2,
      stderr: "memsim: race: 'namespace0.0' is not PATH=VALUE with a path of /sys\n",
    });
  });
});
