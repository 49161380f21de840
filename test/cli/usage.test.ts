import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/dispatch/program.ts';
import type { Host } from '../../src/cli/session/host.ts';
import { GROUPS } from '../../src/cli/table/groups.ts';
import { firstWord, TABLE } from '../../src/cli/table/table.ts';
import { machine } from '../helpers/booted.ts';
import { memsimIn } from '../helpers/cli.ts';
import { scratchFolder } from '../helpers/folder.ts';

describe('usage', () => {
  it.each([[['no-such-command']], [['boot', '--no-such']], [['cat']], [['--view', 'x', 'list']]])(
    'error %j ends with 2 and says nothing on stdout',
    async (args) => {
      const { rc, stdout } = await memsimIn(scratchFolder())(args);
      expect(rc).toBe(2);
      expect(stdout).toBe('');
    },
  );

  it('is not printed where commands come on standard input', async () => {
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
    [
      ['explain', '--json', 'cxl', 'list'],
      "memsim: option '--json' belongs behind 'explain cxl'; see 'memsim help explain cxl'\n",
    ],
    [
      ['explain', '-s', '1G', 'hotplug-dram', '4G', '1G'],
      "memsim: option '--size' belongs behind 'explain hotplug-dram'; see 'memsim help explain hotplug-dram'\n",
    ],
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
