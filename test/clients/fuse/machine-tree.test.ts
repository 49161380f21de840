import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { machineTree } from '../../../src/clients/fuse/machine-tree.ts';
import type { OpenFile } from '../../../src/clients/fuse/tree.ts';
import { readPlatform } from '../../../src/firmware/schema.ts';
import { bootMachine } from '../../../src/machine/machine.ts';

const PLATFORM = new URL('../../../fixtures/platforms/nfit-test.json', import.meta.url);
const READ = { read: true, write: false, direct: false };
/** SMART_INJECT with a fatal state, which notifies. */
const FATAL = {
  command: 'call',
  method: 18,
  input: new Uint8Array(15).fill(4, 0, 1).fill(1, 13, 14),
} as const;

it('an attribute is notified until it is read from its start, and after each later notification', () => {
  const platform = readPlatform(JSON.parse(readFileSync(PLATFORM, 'utf8')));
  const { files } = bootMachine(platform, { kernel: '6.1', cmdline: '', seed: 1 });
  const tree = machineTree(() => files);
  const open = (name: string) => tree.open(`/sys/bus/nd/devices/${name}`, READ) as OpenFile;
  const [flags, other, scrub] = ['nmem0/nfit/flags', 'nmem1/nfit/flags', 'ndbus0/nfit/scrub'].map(open);
  const state = () => [flags, other, scrub].map((file) => file!.isNotified!());
  expect(state()).toEqual([true, true, true]);
  for (const file of [flags, other, scrub]) file!.read(0, 64);
  expect(state()).toEqual([false, false, false]);
  files.ioctl('/dev/nmem0', FATAL);
  expect(state()).toEqual([true, false, false]);
  flags!.read(1, 64);
  expect(state()).toEqual([true, false, false]);
  flags!.read(0, 64);
  expect(state()).toEqual([false, false, false]);
  files.write('/sys/bus/nd/devices/ndbus0/nfit/scrub', '1\n');
  expect(state()).toEqual([false, false, true]);
});
