/** Command lines: hostile ones of any words, and long sequences of sensible ones with checks after each step. */
import fc from 'fast-check';
import { TABLE } from '../../src/cli/table/table.ts';
import { shellWord } from '../../src/lib/shell-word.ts';
import { decodeExport } from '../../src/machine/state/export-file.ts';
import { expectSound, openArena } from './arena.ts';
import type { Family } from './family.ts';
import { expectWhole } from './invariants.ts';
import { cmdline, deviceName, hostileWord, kernel } from './values.ts';

/** These run for seconds, wait for somebody, run programs of the host or write its files, or have own families. */
const NOT_HERE =
  /^(sweep|bisect|compare|scenario run|shell|run|replay|completion|complete|import|monitor|watch|serve|race|exec|mount|web|sysfs)/;

const call = fc.constantFrom(...TABLE.map(({ words }) => words).filter((words) => !NOT_HERE.test(words)));
const option = fc.constantFrom(
  ...[
    '-n',
    '-r',
    '-b',
    '-d',
    '-m',
    '-M',
    '-s',
    '-a',
    '-e',
    '-f',
    '-v',
    '-u',
    '-i',
    '-l',
    '-o',
    '-t',
    '-R',
    '-N',
    '-D',
    '-B',
    '-X',
  ],
  ...[
    '--size',
    '--align',
    '--region',
    '--mode',
    '--map',
    '--json',
    '--name',
    '--type',
    '--kernel',
    '--platform',
    '--cmdline',
  ],
  ...[
    '--config',
    '--with',
    '--without',
    '--seed',
    '--quiet',
    '--view',
    '--color',
    '--trace',
    '--zero',
    '--text',
    '--raw',
    '--svg',
    '--html',
    '--since',
  ],
);
const mode = fc.constantFrom('raw', 'sector', 'fsdax', 'devdax', 'memory', 'dax', 'system-ram', 'mem', 'dev');
const path = fc.constantFrom(
  ...[
    '/sys/bus/nd/devices/region0/align',
    '/sys/bus/nd/devices/namespace0.0/size',
    '/sys/bus/nd/drivers/nd_pmem/bind',
  ],
  ...[
    '/sys/bus/nd/drivers/nd_pmem/unbind',
    '/sys/devices/system/memory/memory40/state',
    '/sys/bus/dax/drivers/kmem/new_id',
  ],
  ...[
    '/proc/iomem',
    '/proc/zoneinfo',
    '/dev/pmem0',
    '/sys',
    '/sys/bus/nd/devices/nmem0/../region0/uevent',
    '/sys/devices/system/memory/probe',
  ],
);
const word = fc.oneof(
  { weight: 3, arbitrary: deviceName },
  { weight: 2, arbitrary: hostileWord },
  { weight: 3, arbitrary: option },
  mode,
  path,
  kernel,
  cmdline,
);

const line = fc
  .tuple(call, fc.array(word, { maxLength: 5 }))
  .map(([words, more]) => [...words.split(' '), ...more]);

const typed = (argv: readonly string[]): string => ['memsim', ...argv].map(shellWord).join(' ');

interface Lines {
  start: readonly string[];
  lines: readonly (readonly string[])[];
}

const START = fc.constantFrom(
  ['boot', '--platform', 'default', '--cmdline', 'memmap=1G!4G'],
  ['boot', '--platform', 'qemu-14g', '--cmdline', 'memmap=1G!8G', '--kernel', '5.2'],
  ['boot', '--platform', 'six-way', '--kernel', '6.12'],
  ['boot', '--platform', 'nfit-test', '--kernel', '6.1'],
);

export const COMMAND_LINES: Family<Lines> = {
  name: 'command lines',
  inputs: fc.record({ start: START, lines: fc.array(line, { minLength: 1, maxLength: 12 }) }),
  async run({ start, lines }) {
    const arena = openArena();
    try {
      await arena.memsim(['-q', ...start]);
      for (const argv of lines) expectSound(typed(argv), await arena.memsim([...argv]));
      return lines.length;
    } finally {
      arena.close();
    }
  },
  script: ({ start, lines }) => [start, ...lines].map((argv) => typed(argv)).join('\n'),
};

const size = fc.constantFrom('16M', '64M', '100M', '128M', '1G', '1000M', '3G', '33M', '2M', '4K');
const align = fc.constantFrom('4K', '2M', '1G', '16M');
const region = fc.constantFrom('region0', 'region1');
const device = fc.constantFrom(
  'namespace0.0',
  'namespace1.0',
  'namespace0.1',
  'namespace0.2',
  'namespace1.1',
);

/** Commands as people type them: most do something. */
const step: fc.Arbitrary<readonly string[]> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(mode, size, region)
      .map(([m, s, r]) => ['create-namespace', '-m', m, '-s', s, '-r', r]),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(mode, align, device)
      .map(([m, a, d]) => ['create-namespace', '-f', '-e', d, '-m', m, '-a', a]),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('dev', 'mem'), device)
      .map(([m, d]) => ['create-namespace', '-f', '-e', d, '-m', 'fsdax', '-M', m]),
  },
  { weight: 4, arbitrary: device.map((d) => ['destroy-namespace', '-f', d]) },
  { weight: 2, arbitrary: device.map((d) => ['disable-namespace', d]) },
  { weight: 2, arbitrary: device.map((d) => ['enable-namespace', d]) },
  { weight: 1, arbitrary: region.map((r) => ['disable-region', r]) },
  { weight: 1, arbitrary: region.map((r) => ['enable-region', r]) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ['destroy-namespace', '-f', 'all'],
      ['disable-dimm', 'all'],
      ['enable-dimm', 'all'],
      ['zero-labels', 'all'],
      ['init-labels', '-f', 'all'],
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('dax0.0', 'dax1.0', 'dax0.1'), fc.constantFrom('system-ram', 'devdax'))
      .map(([d, m]) => ['daxctl', 'reconfigure-device', '-f', '-m', m, d]),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('offline-memory', 'online-memory'), fc.constantFrom('dax0.0', 'dax1.0'))
      .map(([v, d]) => ['daxctl', v, d]),
  },
  { weight: 1, arbitrary: kernel.map((k) => ['reboot', '--kernel', k]) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('memmap=1G!4G', 'memmap=1G!4G,2G!6G', 'memmap=300M!0x110100000', '')
      .map((c) => ['reboot', '--cmdline', c]),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(region, fc.constantFrom('4096', '2097152', '16777216', '1073741824'))
      .map(([r, a]) => ['write', `/sys/bus/nd/devices/${r}/align`, a]),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ['undo'],
      ['redo'],
      ['snapshot', 'a'],
      ['restore', 'a'],
      ['list', '-RNDXu'],
      ['explain'],
      ['trace', 'last'],
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(200), fc.constantFrom('online', 'offline', 'online_movable'))
      .map(([n, s]) => ['write', `/sys/devices/system/memory/memory${n}/state`, s]),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom('pmem0', 'pmem1', 'nmem0'),
        fc.constantFrom('0', '4K', '8K', '0x100'),
        fc.string({ maxLength: 40 }),
      )
      .map(([d, at, t]) => ['poke', d, at, '--text', t || 'x']),
  },
);

/** Commands that leave the machine as it is told by another: an export that is imported. */
async function expectSameElsewhere(bytes: Buffer): Promise<void> {
  const other = openArena();
  try {
    const { rc, stderr } = await other.memsim(['import', '-'], bytes);
    if (rc !== 0) throw new Error(`its export is refused: ${stderr}`);
    if (!(await other.memsim(['export'])).bytes.equals(bytes))
      throw new Error('its export is another one once it was imported');
  } finally {
    other.close();
  }
}

export const SEQUENCES: Family<Lines> = {
  name: 'sequences of 200 commands',
  inputs: fc.record({ start: START, lines: fc.array(step, { minLength: 200, maxLength: 200 }) }),
  async run({ start, lines }) {
    const arena = openArena();
    try {
      await arena.memsim(['-q', ...start]);
      for (const argv of lines) {
        expectSound(typed(argv), await arena.memsim(['-q', ...argv]));
        const { bytes } = await arena.memsim(['export']);
        expectWhole(decodeExport(bytes, typed(argv)));
      }
      await expectSameElsewhere((await arena.memsim(['export'])).bytes);
      return lines.length;
    } finally {
      arena.close();
    }
  },
  script: ({ start, lines }) => [start, ...lines].map((argv) => typed(argv)).join('\n'),
};

/** A boot with any command line, then every picture of it. */
export const BOOTS: Family<{ line: string; kernel: string }> = {
  name: 'command lines of the kernel',
  inputs: fc.record({ line: cmdline, kernel }),
  async run({ line: words, kernel: release }) {
    const arena = openArena();
    try {
      expectSound(
        `lint ${JSON.stringify(words)}`,
        await arena.memsim(['lint', '--kernel', release, '--', words]),
      );
      const boot = await arena.memsim(['boot', '--kernel', release, '--cmdline', words]);
      expectSound('boot', boot);
      const views = [
        'status',
        'e820',
        'iomem',
        'zones',
        'sections',
        'map',
        'pagemaps',
        'vmemmap',
        'list -RN',
        'explain region0',
        'dmesg',
      ];
      expectSound('views', await arena.memsim(['run', '-'], views.join('\n')));
      const { bytes, rc } = await arena.memsim(['export']);
      if (rc === 0) expectWhole(decodeExport(bytes, 'export'));
      return 2;
    } finally {
      arena.close();
    }
  },
  script: ({ line: words, kernel: release }) => typed(['boot', '--kernel', release, '--cmdline', words]),
};
