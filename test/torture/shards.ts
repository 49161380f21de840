/** Damage in the state of a machine whose tables are in shards, in a file that memsim takes for its own. */
import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { headerLine, headerText, parseHeader, sealText } from '../../src/machine/state/header.ts';
import { type Arena, expectSound, openArena } from './arena.ts';
import { byteDamages, damagedBytes } from './damage.ts';
import type { Family } from './family.ts';

const PLATFORM = {
  e820: [{ start: '0x0', end: '0x1ffffffff', type: 'usable' }],
  nvdimms: [{ handle: 1, physId: 1, serial: 1, size: 2 ** 35, labelSize: 2 ** 20, address: '0x4000000000' }],
};

/** Namespaces that put each table that grows with them into several shards. */
const COUNT = 150;

const START = [
  'boot --platform p.json --kernel 6.1',
  'disable-region region0',
  'init-labels nmem0',
  'enable-region region0',
  ...Array(COUNT).fill('create-namespace -s 16M -m fsdax'),
];

async function largeState(): Promise<{ bytes: Buffer; exported: Buffer }> {
  const arena = openArena();
  arena.files.set('p.json', Buffer.from(JSON.stringify(PLATFORM)));
  const { rc, stderr } = await arena.memsim(['-q', 'run', '--strict', '-'], START.join('\n'));
  if (rc !== 0) throw new Error(stderr);
  const bytes = readFileSync(join(arena.folder, 'state'));
  const exported = (await arena.memsim(['export'])).bytes;
  arena.close();
  return { bytes, exported };
}

const LARGE = await largeState();

/** Writes bytes as the state of a folder, with the seal of the file in its header. */
function plant({ folder }: Arena, bytes: Uint8Array): void {
  const file = join(folder, 'state');
  writeFileSync(file, bytes, { mode: 0o600 });
  const line = headerLine(bytes);
  const time = 1_000_000;
  const seal = sealText({ ino: statSync(file).ino, time });
  const header = parseHeader(line, (why) => new Error(why) as never)!;
  writeFileSync(
    file,
    Buffer.concat([Buffer.from(headerText({ ...header, seal })), bytes.subarray(line.length + 1)]),
  );
  utimesSync(file, time / 1000, time / 1000);
}

/** Commands that read a part of the state, and then those that write. */
const LINES = [
  'list -N',
  'sections',
  'list -n namespace0.77',
  'explain namespace0.3',
  'create-namespace -s 16M -m devdax',
  'destroy-namespace -f namespace0.5',
  'undo',
];

export const SHARDS: Family<{ bytes: { at: number; byte: number; cut: boolean }[]; line: number }> = {
  name: 'damaged shards in a state that is its own',
  inputs: fc.record({ bytes: byteDamages, line: fc.nat(LINES.length - 1) }),
  async run({ bytes, line }) {
    const arena = openArena();
    try {
      const start = headerLine(LARGE.bytes).length + 1;
      const body = damagedBytes(LARGE.bytes.subarray(start), bytes);
      plant(arena, Buffer.concat([LARGE.bytes.subarray(0, start), body]));
      const whole = await arena.memsim(['export']);
      expectSound('memsim export', whole);
      if (whole.rc === 0 && !whole.bytes.equals(LARGE.exported)) throw new Error('damage is exported');
      expectSound(LINES[line]!, await arena.memsim(LINES[line]!.split(' ')));
      expectSound('status', await arena.memsim(['status']));
      expectSound('reset', await arena.memsim(['reset']));
      const { rc } = await arena.memsim(['status']);
      if (rc !== 0) throw new Error('reset does not help');
    } finally {
      arena.close();
    }
  },
  script: ({ bytes, line }) => `${LINES[line]}: ${JSON.stringify(bytes)}`,
};
