import { describe, expect, it } from 'vitest';
import type { Files } from '../../src/wall/files.ts';
import { kernelFiles } from '../../src/wall/kernel-files.ts';
import { type FileCall, recordingFiles } from '../../src/wall/recording-files.ts';
import { bootMachine } from '../helpers/boot.ts';

/** The files of two equal machines, one of them recorded, and the reports of the watcher. */
function pair() {
  const boot = (): Files => kernelFiles(bootMachine({ cmdline: 'memmap=64M!4G' }));
  const heard: { call: FileCall; failure?: string | undefined; text?: string | undefined }[] = [];
  const watched = recordingFiles(boot(), {
    before: (call) => heard.push({ call }),
    after: (failure, text) => Object.assign(heard.at(-1)!, { failure, text }),
  });
  return { plain: boot(), watched, heard };
}

const REGION = '/sys/bus/nd/devices/region0';
const CALLS: [name: keyof Files, act: (files: Files) => unknown][] = [
  ['read', (files) => files.read(`${REGION}/size`)],
  ['read', (files) => files.read(REGION, 'size')],
  ['read', (files) => files.read('/no/such')],
  ['write', (files) => files.write(`${REGION}/align`, '4096\n')],
  ['write', (files) => files.write(`${REGION}/align`, '3\n')],
  ['list', (files) => files.list(REGION)],
  ['stat', (files) => files.stat(REGION)],
  ['stat', (files) => files.stat(REGION, 'driver')],
  ['readlink', (files) => files.readlink(REGION)],
  ['realpath', (files) => files.realpath(REGION)],
  ['readBytes', (files) => files.readBytes('/dev/pmem0', 0, 16)],
  ['writeBytes', (files) => files.writeBytes('/dev/pmem0', 0, new Uint8Array(16))],
  ['ioctl', (files) => files.ioctl('/dev/pmem0', { command: 'blkgetsize64' })],
  ['loadModule', (files) => files.loadModule('kmem')],
  ['openExclusive', (files) => files.openExclusive('/dev/pmem0')],
];

describe('recorded files', () => {
  it('forward all calls unchanged', () => {
    const { plain, watched } = pair();
    for (const [, act] of CALLS) expect(act(watched)).toEqual(act(plain));
  });

  it('report each call before it and its result after it', () => {
    const { watched, heard } = pair();
    for (const [, act] of CALLS) act(watched);
    expect(heard.map(({ call }) => call.op)).toEqual(
      CALLS.map(([name]) => name).filter((name) => name !== 'stat'),
    );
    expect(heard[0]).toMatchObject({ text: '67108864\n', failure: undefined });
    expect(heard[2]).toMatchObject({ failure: 'ENOENT' });
    expect(heard[4]).toMatchObject({ call: { text: '3\n' }, failure: 'EINVAL' });
  });

  it('report a call that threw', () => {
    const heard: string[] = [];
    const broken = {
      read: () => {
        throw new Error('gone');
      },
    } as unknown as Files;
    const watched = recordingFiles(broken, {
      before: () => heard.push('before'),
      after: () => heard.push('after'),
    });
    expect(() => watched.read('/x')).toThrow('gone');
    expect(heard).toEqual(['before', 'after']);
  });
});
