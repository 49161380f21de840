import { beforeEach, describe, expect, test } from 'vitest';
import { ALONE } from '../../../../src/machine/command.ts';
import type { Files } from '../../../../src/wall/files.ts';
import { deviceDir, type Machine, machine } from '../machine.ts';

const SIZE = 128 * 1024;
const TRANSFER = 4076;

let area: Buffer;
let host: Map<string, Uint8Array>;
let m: Machine;

/** The control node of the DIMM, over `area`. */
const ioctl: Files['ioctl'] = (path, request) => {
  if (path !== '/dev/nmem0') return { error: 'ENOENT' };
  switch (request.command) {
    case 'get-config-size':
      return { status: 0, size: SIZE, maxTransfer: TRANSFER };
    case 'get-config-data':
      if (request.length > TRANSFER) return { error: 'EINVAL' };
      return { status: 0, data: area.subarray(request.offset, request.offset + request.length) };
    case 'set-config-data':
      area.set(request.data, request.offset);
      return { status: 0 };
    default:
      return { error: 'ENOTTY' };
  }
};

beforeEach(() => {
  area = Buffer.alloc(SIZE);
  host = new Map();
  m = machine('nfit-namespaces', {
    env: {
      host: {
        ...ALONE.host,
        read: (path) => host.get(path),
        write(path, data) {
          if (path.startsWith('/missing/')) return false;
          host.set(path, data);
          return true;
        },
      },
      stdin: () => host.get('<stdin>') ?? new Uint8Array(),
    },
  });
  m.files.ioctl = ioctl;
  setIdle();
});

const setState = (state: string): void => {
  m.tree[`${deviceDir(m.tree, 'nmem0')}/state`] = { text: `${state}\n` };
};
const setIdle = (): void => setState('idle');

const run = (command: string) => m.run(...command.split(' '));

describe('init-labels', () => {
  test('writes two index blocks and makes the kernel read them', async () => {
    expect(await run('init-labels nmem0')).toEqual({ rc: 0, stdout: '', stderr: 'initialized 1 nmem\n' });
    expect(area.toString('latin1', 0, 16)).toBe('NAMESPACE_INDEX\0');
    expect([area.readUInt32LE(20), area.readUInt32LE(256 + 20)]).toEqual([3, 2]);
    expect(m.writes.map((write) => write.replace(/^.*\//, ''))).toEqual(['unbind=nmem0', 'bind=nmem0']);
  });

  test('keeps existing labels, unless forced', async () => {
    await run('init-labels nmem0');
    area[512] = 0x77;
    expect(await run('init-labels nmem0')).toEqual({
      rc: 1,
      stdout: '',
      stderr: 'nmem0: error: labels already initialized\ninitialized 0 nmem\n',
    });
    expect((await run('init-labels -f -V 1.2 all')).stderr).toBe('initialized 1 nmem\n');
    expect(area.readUInt16LE(62)).toBe(2);
    expect(area[512]).toBe(0x77);
  });

  test('supports two versions', async () => {
    expect(await run('init-labels -V 1.3 nmem0')).toMatchObject({
      rc: 1,
      stderr: "'1.3' is not a valid label version\ninitialized 0 nmem\n",
    });
  });
});

describe('while a region uses the DIMM', () => {
  beforeEach(() => setState('active'));

  test.each([
    ['init-labels -f nmem0', 'nmem0: regions active, abort label write\ninitialized 0 nmem\n'],
    ['zero-labels nmem0', 'nmem0: regions active, abort label write\nzeroed 0 nmem\n'],
    ['disable-dimm nmem0', 'nmem0 is active, skipping...\ndisabled 0 nmem\n'],
  ])('%s is refused', async (command, stderr) => {
    expect(await run(command)).toEqual({ rc: 1, stdout: '', stderr });
    expect(m.writes).toEqual([]);
  });

  test('write-labels is refused too, but counts the DIMM all the same', async () => {
    expect(await run('write-labels nmem0')).toEqual({
      rc: 0,
      stdout: '',
      stderr: 'dimm is active, abort label write\nwrote 1 nmem\n',
    });
  });
});

describe('check-labels and zero-labels', () => {
  test('an area is valid until it is zeroed', async () => {
    await run('init-labels nmem0');
    expect(await run('check-labels nmem0')).toMatchObject({
      rc: 0,
      stderr: 'successfully verified 1 nmem label\n',
    });
    expect((await run('zero-labels nmem0')).stderr).toBe('zeroed 1 nmem\n');
    expect(area.every((byte) => byte === 0)).toBe(true);
    expect(await run('check-labels nmem0')).toMatchObject({
      rc: 1,
      stderr: 'successfully verified 0 nmem label\n',
    });
  });

  test('an offset does not move the end of the zeroed range', async () => {
    area.fill(1);
    await run('zero-labels -s 8192 -O 4096 nmem0');
    expect(area.indexOf(0)).toBe(4096);
    expect(area.lastIndexOf(0)).toBe(8191);
  });
});

describe('read-labels', () => {
  test('as JSON, an empty first slot included', async () => {
    await run('init-labels nmem0');
    expect((await run('read-labels -j nmem0')).stdout).toBe(`[
  {
    "dev":"nmem0",
    "index":[
      {
        "signature":"NAMESPACE_INDEX",
        "major":1,
        "minor":1,
        "labelsize":128,
        "seq":3,
        "nslot":1020
      },
      {
        "signature":"NAMESPACE_INDEX",
        "major":1,
        "minor":1,
        "labelsize":128,
        "seq":2,
        "nslot":1020
      }
    ],
    "label":[
      {
        "uuid":"00000000-0000-0000-0000-000000000000",
        "name":"",
        "slot":0,
        "position":0,
        "nlabel":0,
        "flags":0,
        "isetcookie":0,
        "lbasize":0,
        "dpa":0,
        "rawsize":0
      }
    ]
  }
]
`);
  });

  test('of v1.2, with its guids and human-readable numbers', async () => {
    await run('init-labels -V 1.2 nmem0');
    area.writeBigUInt64LE(12064132982770740823n, 512 + 88);
    area.writeBigUInt64LE(16777216n, 512 + 104);
    area.writeBigUInt64LE(67108864n, 512 + 112);
    area.fill(0xab, 512 + 128, 512 + 144);
    const { stdout } = await run('read-labels -u nmem0');
    for (const text of [
      '"minor":2,\n        "labelsize":256',
      '"isetcookie":"0x7fffffffffffffff"',
      '"dpa":"0x1000000"',
      '"rawsize":"64.00 MiB (67.11 MB)"',
      '"type_guid":"abababab-abab-abab-abab-abababababab"',
    ])
      expect(stdout).toContain(text);
  });

  test('-I prints the index blocks alone', async () => {
    await run('init-labels nmem0');
    expect((await run('read-labels -Ij nmem0')).stdout).not.toContain('"label":');
  });

  test('raw into a file, and back with write-labels', async () => {
    await run('init-labels nmem0');
    const before = Buffer.from(area);
    expect(await run('read-labels -o image nmem0')).toEqual({ rc: 0, stdout: '', stderr: 'read 1 nmem\n' });
    expect(before.equals(host.get('image')!)).toBe(true);
    await run('zero-labels nmem0');
    expect((await run('write-labels -i image nmem0')).stderr).toBe('wrote 1 nmem\n');
    expect(area.equals(before)).toBe(true);
  });

  test('a short input keeps the rest of the area', async () => {
    area.fill(1);
    host.set('<stdin>', new Uint8Array(100));
    await run('write-labels nmem0');
    expect(area.lastIndexOf(0)).toBe(99);
    expect(area[100]).toBe(1);
  });

  test('an offset cuts off bytes at the end, and fails beyond the length', async () => {
    await run('read-labels -s 8192 -O 4096 -o image nmem0');
    expect(host.get('image')).toHaveLength(4096);
    expect(await run('read-labels -s 256 -O 4096 nmem0')).toMatchObject({ rc: 1, stderr: 'read 0 nmem\n' });
    expect(await run('read-labels -O 4096 nmem0')).toMatchObject({ rc: 1, stderr: 'read 0 nmem\n' });
  });

  test('reads in chunks of the DIMM’s transfer size, as -v prints', async () => {
    expect((await run('read-labels -v -o image nmem0')).stderr).toContain(
      'libndctl: do_cmd: bus: 0 dimm: 0x1 cmd: get_data total: 131072 max_xfer: 4076 status: 0 fw: 0 (success)\n',
    );
  });
});

describe('write-labels with an offset beyond its size', () => {
  beforeEach(async () => {
    await run('read-labels -s 8192 -o image nmem0');
  });

  test.each(['-s 256 -O 512', '-s 4352 -O 512'])('%s aborts like the C library', async (part) => {
    expect(await run(`write-labels -i image ${part} nmem0`)).toEqual({
      rc: 134,
      stdout: '',
      stderr: '*** buffer overflow detected ***: terminated\nAborted\n',
    });
  });

  test('an offset of the size itself writes nothing', async () => {
    expect(await run('write-labels -i image -s 512 -O 512 nmem0')).toMatchObject({ rc: 0 });
  });
});

describe('contradictory command lines', () => {
  test.each([
    ['read-labels foo', "'foo' is not a valid dimm name\n"],
    ['read-labels foo all', "'foo' is not a valid dimm name\n"],
    ['read-labels', ''],
    ['read-labels -j -s 4 nmem0', '--size and --offset are incompatible with --json\n'],
    ['read-labels -I -s 4 nmem0', 'pick either --size, or --index, not both\n'],
  ])('%s', async (command, words) => {
    const { rc, stderr } = await run(command);
    expect(rc).toBe(129);
    expect(stderr.slice(0, stderr.indexOf('\n usage:'))).toBe(words);
  });

  test.each([
    ['read-labels nmem7', 0, 'read 0 nmem\n'],
    ['read-labels foo nmem0 -o image', 0, "'foo' is not a valid dimm name\nread 1 nmem\n"],
    ['read-labels -o image nmem0 nmem0', 0, 'read 2 nmems\n'],
    ['read-labels -b elsewhere nmem0', 0, 'read 0 nmem\n'],
    [
      'read-labels -o /missing/image nmem0',
      1,
      'failed to open: /missing/image: (No such file or directory)\nread 0 nmem\n',
    ],
    [
      'write-labels -i nowhere nmem0',
      1,
      'failed to open: nowhere: (No such file or directory)\nwrote 0 nmem\n',
    ],
  ])('%s', async (command, rc, stderr) => {
    expect(await run(command)).toEqual({ rc, stdout: '', stderr });
  });
});
