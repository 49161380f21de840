/** Files from elsewhere: exports, states, platforms, transcripts, lessons, label areas, info blocks. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readLesson } from '../../src/lessons/schema.ts';
import type { SavedMachine } from '../../src/machine/machine.ts';
import { decodeExport, encodeExport } from '../../src/machine/state/export-file.ts';
import { nothingKept } from '../../src/machine/state/kept.ts';
import { joined } from '../../src/machine/state/lazy/source.ts';
import { encodeKept, encodeState } from '../../src/machine/state/state-file.ts';
import { expectSound, openArena, PACKAGE } from './arena.ts';
import { byteDamages, type Damage, damaged, damagedBytes, damages } from './damage.ts';
import type { Family } from './family.ts';

const fixture = (...path: string[]): string => join(PACKAGE, 'fixtures', ...path);
const jsonIn = (folder: string): unknown[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !name.startsWith('_'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown);

/** Everything that looks at a machine, and some of what changes it. */
const LOOKS = [
  ...[
    'status',
    'list -RNDBXCvvv',
    'sections',
    'map',
    'zones',
    'iomem',
    'e820',
    'pagemaps',
    'vmemmap',
    'dmesg',
    'explain region0',
  ],
  ...[
    'explain namespace0.0',
    'daxctl list -RD',
    'find /sys/bus/nd',
    'export --script',
    'trace last',
    'explain',
    'status --json',
  ],
  ...[
    'create-namespace -m devdax -s 128M',
    'destroy-namespace -f all',
    'disable-region all',
    'enable-region all',
    'reboot --kernel 5.2',
    'list',
  ],
];

async function machineWith(start: string[], lines: string[]): Promise<SavedMachine> {
  const arena = openArena();
  await arena.memsim(['-q', ...start]);
  await arena.memsim(['-q', 'run', '-'], lines.join('\n'));
  const { bytes } = await arena.memsim(['export']);
  arena.close();
  return JSON.parse(JSON.stringify(decodeExport(bytes, 'x'))) as SavedMachine;
}

const WHOLE = await machineWith(
  ['boot', '--platform', 'default', '--cmdline', 'memmap=1G!4G', '--kernel', '6.1'],
  [
    'create-namespace -m fsdax -s 256M',
    'create-namespace -m devdax -s 256M',
    'create-namespace -m sector -s 256M',
    'destroy-namespace -f namespace0.1',
  ],
);

const described = (list: readonly Damage[]): string =>
  JSON.stringify(
    list.map(({ value, ...rest }) => ({ ...rest, value: String(JSON.stringify(value)).slice(0, 80) })),
  );

export const EXPORTS: Family<Damage[]> = {
  name: 'damaged exports, summed again',
  inputs: damages,
  async run(list) {
    const arena = openArena();
    try {
      const answer = await arena.memsim(['import', '-'], encodeExport(damaged(WHOLE, list)));
      expectSound('import', answer);
      if (answer.rc === 0) expectSound('looks', await arena.memsim(['run', '-'], LOOKS.join('\n')));
      if (arena.files.size > 0) throw new Error(`files were written: ${[...arena.files.keys()]}`);
    } finally {
      arena.close();
    }
  },
  script: described,
};

export const STATES: Family<{
  list: Damage[];
  bytes: { at: number; byte: number; cut: boolean }[];
  signed: boolean;
}> = {
  name: 'damaged state files',
  inputs: fc.record({ list: damages, bytes: byteDamages, signed: fc.boolean() }),
  async run({ list, bytes, signed }) {
    const arena = openArena();
    try {
      const seal = { ino: 1, time: 1 };
      const kept = { ...nothingKept(), machine: WHOLE };
      const hurt = signed ? damaged(kept, list) : kept;
      if (typeof hurt.machine !== 'object') return;
      const whole = joined(encodeState(encodeKept(hurt), seal));
      writeFileSync(join(arena.folder, 'state'), signed ? whole : damagedBytes(whole, bytes));
      expectSound('status', await arena.memsim(['status']));
      expectSound(
        'looks',
        await arena.memsim(['run', '-'], 'status\nlist -RN\nsections\nmap\nexplain region0'),
      );
      expectSound('reset', await arena.memsim(['reset']));
      const { rc } = await arena.memsim(['status']);
      if (rc !== 0) throw new Error('reset does not help');
    } finally {
      arena.close();
    }
  },
  script: ({ list, bytes, signed }) => (signed ? described(list) : JSON.stringify(bytes)),
};

const PLATFORMS = jsonIn(fixture('platforms'));

export const PLATFORM_FILES: Family<{ which: number; list: Damage[] }> = {
  name: 'platform files',
  inputs: fc.record({ which: fc.nat(PLATFORMS.length - 1), list: damages }),
  async run({ which, list }) {
    const arena = openArena();
    try {
      arena.files.set('p.json', Buffer.from(JSON.stringify(damaged(PLATFORMS[which], list))));
      const answer = await arena.memsim(['boot', '--platform', 'p.json', '--kernel', '6.1']);
      expectSound('boot', answer);
      if (answer.rc === 0)
        expectSound('looks', await arena.memsim(['run', '-'], LOOKS.slice(0, 14).join('\n')));
    } finally {
      arena.close();
    }
  },
  script: ({ which, list }) => JSON.stringify(damaged(PLATFORMS[which], list)).slice(0, 5000),
};

const TRANSCRIPT = {
  name: 'made up',
  about: '',
  boots: [
    {
      kernel: '6.1.0-56-amd64',
      cmdline: 'memmap=1G!4G',
      platform: PLATFORMS[0],
      dmesg: [],
      iomem: [],
      zones: [],
      steps: [
        { op: 'run', argv: ['ndctl', 'list', '-RN'], rc: 0, stdout: '[]', stderr: '', dmesg: [] },
        { op: 'run', argv: ['daxctl', 'list'], rc: 0, stdout: '', stderr: '', dmesg: [] },
        {
          op: 'write',
          path: '/sys/bus/nd/devices/region0/align',
          value: '4096',
          rc: 0,
          errno: null,
          dmesg: [],
        },
        { op: 'cat', path: '/proc/iomem', rc: 0, value: '', dmesg: [] },
      ],
    },
  ],
};

export const TRANSCRIPTS: Family<{ list: Damage[] }> = {
  name: 'transcripts',
  inputs: fc.record({ list: damages }),
  async run({ list }) {
    const arena = openArena();
    try {
      arena.files.set('t.json', Buffer.from(JSON.stringify(damaged(TRANSCRIPT, list))));
      expectSound('replay', await arena.memsim(['replay', 't.json']));
    } finally {
      arena.close();
    }
  },
  script: ({ list }) => JSON.stringify(damaged(TRANSCRIPT, list)).slice(0, 5000),
};

const LESSONS = jsonIn(fixture('lessons'));

export const LESSON_FILES: Family<{ which: number; list: Damage[] }> = {
  name: 'lessons',
  inputs: fc.record({ which: fc.nat(LESSONS.length - 1), list: damages }),
  async run({ which, list }) {
    try {
      readLesson(JSON.stringify(damaged(LESSONS[which], list)), '01-damaged.json');
    } catch (error) {
      const isTold = error instanceof Error && error.message.startsWith('01-damaged.json: ');
      if (!isTold || error.message.includes('\n')) throw error;
    }
  },
  script: ({ which, list }) => JSON.stringify(damaged(LESSONS[which], list)).slice(0, 5000),
};

const BYTES = fc.array(
  fc.record({ at: fc.nat(8191), data: fc.uint8Array({ minLength: 1, maxLength: 24 }) }),
  { minLength: 1, maxLength: 8 },
);

export const MEDIA: Family<{
  labels: { at: number; data: Uint8Array }[];
  blocks: { at: number; data: Uint8Array }[];
}> = {
  name: 'label areas and info blocks',
  inputs: fc.record({ labels: BYTES, blocks: BYTES }),
  async run({ labels, blocks }) {
    const arena = openArena();
    try {
      await arena.memsim(['-q', 'boot', '--platform', 'default', '--cmdline', 'memmap=1G!4G']);
      await arena.memsim(
        ['-q', 'run', '-'],
        'create-namespace -m fsdax -s 256M -r region0\ncreate-namespace -m sector -s 256M -r region0\ncreate-namespace -m devdax -s 256M -r region1\ndisable-region all',
      );
      const { bytes } = await arena.memsim(['ndctl', 'read-labels', 'nmem0']);
      const area = Uint8Array.from(bytes);
      for (const { at, data } of labels) area.set(data, at);
      arena.files.set('labels', area);
      const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');
      const lines = [
        'disable-dimm all',
        'write-labels -i labels nmem0',
        'check-labels all',
        'enable-dimm all',
        'enable-region all',
        'list -RNDvvv',
        'disable-namespace all',
        ...blocks.map(({ at, data }) => `poke pmem2 ${at} ${hex(data)}`),
        'enable-namespace all',
        'read-infoblock all',
        'check-namespace -f all',
        'list -RNi',
        'sections',
        'map',
        'reboot',
        'list -RNi',
        'destroy-namespace -f all',
      ];
      expectSound('media', await arena.memsim(['run', '-'], lines.join('\n')));
      return 2;
    } finally {
      arena.close();
    }
  },
  script: ({ labels, blocks }) =>
    JSON.stringify({
      labels: labels.map(({ at, data }) => [at, [...data]]),
      blocks: blocks.map(({ at, data }) => [at, [...data]]),
    }),
};
