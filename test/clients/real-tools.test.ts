/** The real cxl and daxctl on an exported tree in a mount namespace, beside memsim's. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sortListing } from '../../src/replay/listing.ts';
import { memsimIn } from '../helpers/cli.ts';
import { scratchFolder } from '../helpers/folder.ts';
import { PATIENCE } from '../helpers/patience.ts';

const inNamespace = (tree: string, argv: string[]): string[] => [
  ...['--dev-bind', '/', '/', '--bind', join(tree, 'sys'), '/sys'],
  ...['--tmpfs', '/dev', '--ro-bind', join(tree, 'dev'), '/dev', ...argv],
];

/** Reason why a tool cannot run on a tree here; undefined if it can. */
function lacks(tool: string): string | undefined {
  if (!existsSync('/usr/bin/bwrap')) return 'there is no bwrap here';
  if (!existsSync(`/usr/bin/${tool}`)) return `there is no ${tool} here`;
  const { stdout } = spawnSync(tool, ['--version'], { encoding: 'utf8' });
  if (stdout !== '76.1\n') return `${tool} is not 76.1`;
  const { status } = spawnSync('bwrap', ['--dev-bind', '/', '/', '--tmpfs', '/dev', 'true']);
  return status === 0 ? undefined : 'there are no mount namespaces here';
}

/** A machine after some commands, exported; runs a tool on both. */
async function exported(...commands: string[][]) {
  const memsim = memsimIn(scratchFolder());
  for (const words of commands) expect(await memsim(['-q', ...words])).toMatchObject({ rc: 0 });
  const tree = join(scratchFolder(), 'tree');
  await memsim(['-q', 'sysfs', 'export', tree]);
  return async (argv: string[]) => ({
    real: execFileSync('bwrap', inNamespace(tree, argv), { encoding: 'utf8', timeout: PATIENCE }),
    own: (await memsim(argv)).stdout,
  });
}

const CXL_FORMS = [
  ...['', '-M', '-Mi', '-Mu', '-B', '-P', '-E', '-D', '-R', '-BPEDMRT', '-BPEDMRTi', '-RTu', '-DT', '-EDu'],
  ...[
    '-d root',
    '-d endpoint',
    '-d switch -T',
    '-m mem1',
    '-m mem0,mem3 -E',
    '-p port1 -P',
    '-S -p port1 -D',
  ],
  ...['-r region0 -RT', '-s 0x1234561', '-b root0 -D', '-e endpoint3 -D', '-v', '-vv'],
];

const NO_CXL = lacks('cxl');

describe.skipIf(NO_CXL)(`the real cxl on an exported tree${NO_CXL ? ` (${NO_CXL})` : ''}`, () => {
  it('prints what memsim prints, in each form of list that needs no mailbox', async () => {
    const both = await exported(
      ['boot', '--platform', 'cxl-switch'],
      ['cxl', 'create-region', '-d', 'decoder0.0', '-m', 'mem0', 'mem1', '-s', '2G'],
      ['cxl', 'disable-memdev', '-f', 'mem2'],
      ['cxl', 'reserve-dpa', 'mem3', '-t', 'pmem', '-s', '512M'],
    );
    for (const form of CXL_FORMS) {
      const { real, own } = await both(['cxl', 'list', ...form.split(' ').filter((word) => word !== '')]);
      expect(own, form).toContain('{');
      // The folders of the host's file system have an order of their own.
      expect(sortListing(own), form).toBe(sortListing(real));
    }
  });
});

const NO_DAXCTL = lacks('daxctl');

describe.skipIf(NO_DAXCTL)(`the real daxctl on an exported tree${NO_DAXCTL ? ` (${NO_DAXCTL})` : ''}`, () => {
  it.each([
    ['cxl-expander', [['reboot', '--kernel', '6.12']]],
    ['soft-reserved', [['reboot', '--kernel', '6.12']]],
    ['default', [['create-namespace', '-m', 'devdax']]],
  ])('lists the devices of %s as memsim does', async (platform, commands) => {
    const both = await exported(['boot', '--platform', platform], ...commands);
    for (const form of ['', '-D', '-RD', '-RDi', '-Du', '-M']) {
      const argv = ['daxctl', 'list', ...form.split(' ').filter((word) => word !== '')];
      const { real, own } = await both(argv);
      expect(own).toContain('"dax');
      expect(sortListing(own)).toBe(sortListing(real));
    }
  });
});
