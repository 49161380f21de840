import { describe, expect, it } from 'vitest';
import { CXL_VERBS, DAXCTL_VERBS, NDCTL_VERBS } from '../../../src/cli/table/verbs.ts';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

const TOOLS = { ndctl: NDCTL_VERBS, daxctl: DAXCTL_VERBS, cxl: CXL_VERBS };

async function daxMachine() {
  const memsim = memsimIn(scratchFolder());
  await memsim(['boot', '--platform', 'kmem-8g', '--kernel', '6.1']);
  await memsim(['-q', 'create-namespace', '-f', '-e', 'namespace0.0', '-m', 'devdax']);
  return memsim;
}

const RECONFIGURE = ['daxctl', 'reconfigure-device', '-N', '-m', 'system-ram', 'dax0.0'];

describe.each(Object.entries(TOOLS))('%s', (tool, verbs) => {
  it('has a row for each verb', async () => {
    const { stdout } = await memsimIn(scratchFolder())([tool, '--list-cmds']);
    const listed = stdout.split('\n').filter((verb) => !['', 'version', 'help'].includes(verb));
    expect(verbs.map(({ verb }) => verb).sort()).toEqual(listed.sort());
  });

  it('prints the options of a verb and those of memsim', async () => {
    const memsim = memsimIn(scratchFolder());
    for (const { verb } of verbs) {
      const own = await memsim([tool, 'help', verb]);
      const { rc, stdout, stderr } = await memsim(['help', tool, verb]);
      expect([verb, rc]).toEqual([verb, own.rc]);
      expect((stdout + stderr).startsWith(own.stdout + own.stderr)).toBe(true);
      expect(stdout + stderr).toContain('\n options of memsim:\n');
      expect(`${stdout}${stderr}`.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  });

  it('names its verbs or the way to them', async () => {
    const { stdout } = await memsimIn(scratchFolder())(['help', tool]);
    if (tool === 'ndctl') expect(stdout).toContain('memsim help VERB');
    else for (const { verb, about } of verbs) expect(stdout).toContain(`  ${verb.padEnd(22)}${about}\n`);
  });
});

describe('memsim daxctl', () => {
  it('prints the output of the tool, then what changed', async () => {
    const memsim = await daxMachine();
    const { rc, stdout, stderr } = await memsim(RECONFIGURE);
    expect(rc).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([{ chardev: 'dax0.0', mode: 'system-ram' }]);
    expect(stderr).toMatch(/^reconfigured 1 device\n.*\nmemory42\.\.103: added, offline, 62 blocks\n/);
    expect(stderr).toMatch(/^\+ 42 150000000 /m);
  });

  it('is the tool alone with --quiet and under its own name', async () => {
    const memsim = await daxMachine();
    const quiet = await memsim([...RECONFIGURE, '--quiet']);
    expect(quiet.stderr).toBe('reconfigured 1 device\n');
    const alone = await (await daxMachine())(RECONFIGURE.slice(1), { calledAs: 'daxctl' });
    expect(alone).toEqual(quiet);
  });

  it('names explain at the end of a failure on a terminal', async () => {
    const memsim = await daxMachine();
    await memsim(['daxctl', 'reconfigure-device', '-m', 'system-ram', 'dax0.0']);
    const { rc, stderr } = await memsim(['daxctl', 'reconfigure-device', '-m', 'devdax', 'dax0.0'], {
      terminal: true,
    });
    expect(rc).not.toBe(0);
    expect(stderr).toMatch(/Device or resource busy\n[\s\S]*memsim: 'memsim explain' shows why it failed\n$/);
  });
});
