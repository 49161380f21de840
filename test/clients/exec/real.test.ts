import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lacksNamespaces, processIn, skipsWithout } from '../../helpers/exec.ts';
import { scratchFolder } from '../../helpers/folder.ts';

const TOOLS = ['ndctl', 'daxctl', 'cxl'];
const lacking = TOOLS.filter((name) => !existsSync(`/usr/bin/${name}`));
const reason = lacking.length > 0 ? `there is no ${lacking.join(', ')}` : lacksNamespaces();
const skips = skipsWithout(reason, 'the real ndctl, daxctl and cxl');

/**
 * Forms of the lists that need no ioctl. Those of ndctl are shared out among the machines that have regions: the real
 * ndctl opens a thousand files for each.
 */
const NDCTL = [
  ...['', '-N', '-Ni', '-R', '-RN', '-B', '-D', '-BDRN', '-BDRNi', '-BDRNiu', '-X', '-RNXu', '-M', '-RNv'],
  ...['-m fsdax', '-r region0', '-m devdax', '-r region1', '-t pmem', '-c'],
].map((words) => `ndctl list ${words}`);
const DAXCTL = ['', '-D', '-R', '-RDu', '-RDM', '-RDi'].map((words) => `daxctl list ${words}`);
const CXL = ['', '-M', '-BPEDMRT', '-Miu', '-D', '-R', '-P', '-B', '-E', '-m mem0', '-BDMRu', '-RTi'].map(
  (words) => `cxl list ${words}`,
);

/** Every third form. */
const third = (first: number): string[] => NDCTL.filter((_, i) => i % 3 === first);

/** Machines, what is done on them first, and how they are listed. */
const MACHINES = {
  e820: {
    boot: ['--platform', 'qemu-14g', '--cmdline', 'memmap=4G!8G', '--kernel', '6.1'],
    setUp: ['create-namespace -fe namespace0.0 -m sector'],
    lists: [...third(0), 'ndctl list -BDRNi'],
  },
  nfit: {
    boot: ['--kernel', '6.12'],
    setUp: ['create-namespace -m devdax -s 1G'],
    lists: [...third(1), 'ndctl list -BDRNi', ...DAXCTL],
  },
  nfit_test: {
    boot: ['--platform', 'nfit-test', '--kernel', '6.1'],
    setUp: [
      'disable-region all',
      'init-labels -f all',
      'enable-region all',
      'create-namespace -t pmem -m fsdax -M mem -s 16M',
    ],
    lists: third(2),
  },
  'Soft Reserved': {
    boot: ['--platform', 'soft-reserved', '--kernel', '6.12'],
    setUp: [],
    lists: [...DAXCTL, 'ndctl list'],
  },
  cxl: {
    boot: ['--platform', 'cxl-two', '--kernel', '6.12'],
    setUp: [],
    lists: [...CXL, 'ndctl list -BDRNi', 'daxctl list -RDi'],
  },
};

/** Prints each command with its outputs and its exit code. */
const recorded = (commands: readonly string[]): string =>
  commands.map((command) => `echo '+ ${command}'; ${command} 2>&1; echo "rc $?"\n`).join('');

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** The text with each uuid replaced by its number, since the real tools draw theirs at random. */
function withoutUuids(text: string): string {
  const known = new Map<string, number>();
  return text.replace(UUID, (uuid) => {
    if (!known.has(uuid)) known.set(uuid, known.size);
    return `uuid-${known.get(uuid)}`;
  });
}

describe.skipIf(skips).each(Object.entries(MACHINES))(
  'on a machine with %s',
  (_name, { boot, setUp, lists }) => {
    it('the real tools list what memsim lists', () => {
      const memsim = processIn(scratchFolder());
      memsim.run(['-q', 'boot', ...boot]);
      for (const line of setUp) expect(memsim.run(['-q', ...line.split(' ')])).toMatchObject({ rc: 0 });
      const script = recorded(lists);
      const own = memsim.script(script);
      expect(own.stdout).toMatch(/"dev":|"chardev":|"memdev":/);
      expect(memsim.run(['exec', '--real', '--', 'sh', '-c', script])).toEqual(own);
    });
  },
);

/** Twenty commands that change the machine in all ways, and lists between. */
const uuid = (number: number): string => `--uuid 00000000-0000-4000-8000-${`${number}`.padStart(12, '0')}`;
const CHANGES = [
  `ndctl create-namespace -r region1 -m devdax -s 1G ${uuid(1)}`,
  `ndctl create-namespace -r region1 -m fsdax -s 1G ${uuid(2)}`,
  `ndctl create-namespace -r region2 -m sector -s 512M ${uuid(3)}`,
  `ndctl create-namespace -r region2 -m raw -s 512M ${uuid(4)}`,
  'ndctl list -RNu',
  'ndctl disable-namespace namespace1.1',
  'ndctl enable-namespace namespace1.1',
  'daxctl list -u',
  `ndctl create-namespace -f -e namespace1.1 -m devdax ${uuid(5)}`,
  'ndctl disable-region region2',
  'ndctl enable-region region2',
  `ndctl create-namespace -r region2 -m fsdax -M mem -s 256M -n "a name" ${uuid(6)}`,
  'ndctl destroy-namespace -f namespace2.1',
  'ndctl disable-namespace namespace2.0',
  'ndctl destroy-namespace namespace2.0',
  `ndctl create-namespace -r region2 -m devdax -a 4K -s 64M ${uuid(7)}`,
  `ndctl create-namespace -r region2 -m fsdax -s 3M ${uuid(8)}`,
  `ndctl create-namespace -f -e namespace1.0 -m fsdax ${uuid(9)}`,
  'ndctl destroy-namespace -f all -r region2',
  `ndctl create-namespace -r region2 -m sector -l 4K ${uuid(10)}`,
  'daxctl list -RDi',
  'ndctl list -BDRNi',
];

describe.skipIf(skips)('twenty real commands', () => {
  it('print what the drop-ins print, and lead to the same machine', () => {
    const [own, real] = [[], ['--real']].map((options) => {
      const memsim = processIn(scratchFolder());
      memsim.run(['-q', 'boot', '--kernel', '6.12']);
      const { stdout } = memsim.run(['exec', ...options, '--', 'sh', '-c', recorded(CHANGES)]);
      const tree = scratchFolder();
      memsim.run(['sysfs', 'export', tree]);
      const texts = readdirSync(tree, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((path) => `${path.slice(tree.length)}\n${readFileSync(path, 'utf8')}`);
      const log = memsim.run(['dmesg']).stdout.replaceAll(/^\[.*?\]/gm, '');
      const sections = memsim.run(['sections', '--json']).stdout;
      return withoutUuids([stdout, ...texts, sections, log].join('\n'));
    });
    expect(own).toContain('"mode":"devdax"');
    expect(real!.split('\n')).toEqual(own!.split('\n'));
  });
});
