import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/actions/run.ts';
import { dispatch } from '../../../src/cli/dispatch/dispatch.ts';
import { runnerOn } from '../../../src/cli/dispatch/runner.ts';
import { NO_HOST_FILES } from '../../../src/cli/input/host-files.ts';
import { capture } from '../../../src/cli/session/capture.ts';
import type { Host } from '../../../src/cli/session/host.ts';
import { scratchSession } from '../../../src/cli/session/scratch.ts';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

const nowhere = { write: () => {}, isTerminal: false, columns: 80 };

const HOST: Host = {
  calledAs: 'memsim',
  args: [],
  env: {},
  packageRoot: join(import.meta.dirname, '..', '..', '..'),
  pid: 1,
  isAlive: () => false,
  stdout: nowhere,
  stderr: nowhere,
  readStdin: () => new Uint8Array(),
  openTerminal: () => undefined,
  interactive: { runShell: async () => 0, askForMissing: async (_, words) => words },
  onInterrupt: () => () => {},
  files: NO_HOST_FILES,
  onExit: () => () => {},
  endIfSignalled: () => {},
};

/** Runs commands on a scratch machine; the words of the command log. */
async function logOf(lines: string[][]): Promise<string[][]> {
  const session = scratchSession(HOST);
  for (const argv of lines) await dispatch(session, argv);
  return session.slot.machine!.commandLog.entries.map(({ argv }) => argv);
}

it('prepares the process for a script of more than 16 lines', async () => {
  const prepared = async (count: number): Promise<number> => {
    let calls = 0;
    const session = scratchSession({ ...HOST, expectLongRun: () => calls++ });
    await run(session, { name: 'script', lines: Array<string>(count).fill('# a comment') }, {});
    return calls;
  };
  expect([await prepared(16), await prepared(17)]).toEqual([0, 1]);
});

describe('dispatch on a session', () => {
  it("logs what may have changed the machine, without memsim's own options", async () => {
    const lines = [
      ['boot'],
      ['--quiet', 'write', '/sys/devices/system/memory/auto_online_blocks', 'online', '--view', 'none'],
      ['list', '-RN'],
      ['status'],
      ['create-namespace', '-m', 'devdax', '--view=none', '-s', '1G'],
      ['ndctl', 'disable-namespace', 'all'],
      ['--quiet', 'ndctl', 'enable-namespace', 'all', '--view', 'none'],
      ['--trace', 'daxctl', 'list'],
    ];
    expect(await logOf(lines)).toEqual([
      ['write', '/sys/devices/system/memory/auto_online_blocks', 'online'],
      ['create-namespace', '-m', 'devdax', '-s', '1G'],
      ['ndctl', 'disable-namespace', 'all'],
      ['ndctl', 'enable-namespace', 'all', '--view', 'none'],
    ]);
  });

  it('takes -q behind the name of a command of memsim, and leaves it to a tool', async () => {
    const write = ['write', '/sys/devices/system/memory/auto_online_blocks', 'online'];
    const lines = [
      ['boot', '-q'],
      [...write, '-q'],
      ['-q', ...write],
      ['enable-namespace', '-q', 'all'],
    ];
    expect(await logOf(lines)).toEqual([write, write, ['enable-namespace', '-q', 'all']]);
    const memsim = memsimIn(scratchFolder());
    expect(await memsim(['boot', '--kernel', '6.12', '-q'])).toMatchObject({ rc: 0, stdout: '', stderr: '' });
    expect((await memsim(['status', '-q'])).stdout).toContain('6.12');
    expect((await memsim(['list', '-q'])).stderr).toContain("unknown switch `q'");
    expect((await memsim(['help', 'boot'])).stdout.match(/\s-q\b/g)).toHaveLength(1);
  });

  it('starts no machine for what needs none', async () => {
    const session = scratchSession(HOST);
    for (const argv of [['platforms'], ['kernel', 'list'], ['ndctl', 'version'], ['list', '--help']])
      expect(await dispatch(session, argv)).toBe(0);
    expect(session.slot.machine).toBeUndefined();
    expect(await dispatch(session, ['kernel', 'show'])).toBe(0);
    expect(session.slot.machine).toBeDefined();
  });

  it('shows the log alone after a verb of a script, unless more is asked for', async () => {
    const { session, printed } = capture({
      ...scratchSession(HOST),
      settings: { quiet: false, color: 'never' },
    });
    const loud = { ...session, settings: { ...session.settings, quiet: false } };
    await dispatch(loud, ['boot']);
    await dispatch(loud, ['create-namespace', '-m', 'devdax', '-s', '1G']);
    expect(printed().stderr).not.toMatch(/sections of 128 MiB/);
    await dispatch(loud, ['create-namespace', '-m', 'devdax', '-s', '1G', '--view', 'sections']);
    expect(printed().stderr).toMatch(/sections of 128 MiB/);
  });

  it('does not pass options and arguments of a line to the next one', async () => {
    const runner = runnerOn(scratchSession(HOST));
    const printed = async (...argv: string[]) => (await runner.run({ argv })).stdout;
    const map = await printed('sections');
    const one = await printed('sections', 'region0', '--json');
    expect(JSON.parse(one)).toMatchObject({ version: 1 });
    expect(await printed('sections', '--jsn')).toBe('');
    expect(await printed('sections', '--help')).toMatch(/^Usage: memsim sections /);
    expect(await printed('sections')).toBe(map);
    expect(await printed('sections', '--json', 'region0')).toBe(one);
    for (const config of ['MODULES', 'ZONE_DMA'])
      await runner.run({ argv: ['boot', '--config', `${config}=n`] });
    expect(runner.machine!.request.config).toEqual({ ZONE_DMA: false });
  });

  it('throws refusals to the caller; a runner turns them into a result', async () => {
    const session = scratchSession(HOST);
    await expect(dispatch(session, ['boot', '--kernel', '9.9'])).rejects.toThrow(/unknown kernel '9.9'/);
    expect(await runnerOn(session).run({ argv: ['boot', '--kernel', '9.9'] })).toMatchObject({
      rc: 2,
      stdout: '',
      stderr: expect.stringMatching(/^memsim: unknown kernel '9.9'/),
    });
  });
});

describe('a lesson', () => {
  it('restricts scripts on its machine, not those on scratch machines', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['lesson', 'start']);
    const script = 'boot --platform qemu-14g\nwrite /sys/devices/system/memory/auto_online_blocks online\n';
    const onIts = await memsim(['run', '-'], { stdin: script });
    expect(onIts.stderr).toMatch(
      /^stdin:1: 'boot' is not for lesson .*\nstdin:2: 'write' is not for lesson .*\nmemsim: 0 of 2 goals .*\n$/,
    );
    const options = ['compare', '--json', '--kernel', '5.2', '--kernel', '6.1', '-'];
    const { rc, stdout } = await memsim(options, { stdin: script });
    expect(rc).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ commands: 2, partings: [] });
  });
});
