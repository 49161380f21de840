import { describe, expect, it } from 'vitest';
import { alone, memsimIn } from '../../../helpers/cli.ts';
import { scratchFolder } from '../../../helpers/folder.ts';
import { MIXED } from './mixed.ts';

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
