import { beforeEach, describe, expect, test } from 'vitest';
import { ALONE } from '../../../src/machine/command.ts';
import { type Machine, machine } from './machine.ts';

const UUID = '12345678-1234-1234-1234-123456789abc';

let host: Map<string, Uint8Array>;
let m: Machine;

beforeEach(() => {
  host = new Map();
  m = machine('nfit-namespaces', {
    env: {
      host: {
        ...ALONE.host,
        read: (path) => host.get(path),
        write(path, data) {
          host.set(path, Uint8Array.from(data));
          return true;
        },
      },
      stdin: () => host.get('<stdin>') ?? new Uint8Array(),
    },
  });
});

const run = (command: string) => m.run(...command.split(' '));
/** The info block at 4 KiB of a file. */
const block = (path: string): Buffer => Buffer.from(host.get(path)!.subarray(4096, 8192));

/** dataoff, npfns, mode, start_pad, end_trunc, align. */
const fields = (path: string): (number | bigint)[] => [
  block(path).readBigUInt64LE(56),
  block(path).readBigUInt64LE(64),
  ...[72, 76, 80, 84].map((at) => block(path).readUInt32LE(at)),
];

describe('write-infoblock into a file', () => {
  // As ndctl 76.1 made them.
  test.each<[string, (number | bigint)[]]>([
    ['-s 1G', [18874368n, 257536n, 2, 0, 0, 2097152]],
    ['-s 8G -a 1G -M mem', [1073741824n, 1835008n, 1, 0, 0, 1073741824]],
    ['-s 3000M -a 4K -O 1234K', [51165184n, 754996n, 2, 833536, 1263616, 4096]],
    ['-s 3001M -a 16M -O 1234M', [65011712n, 745984n, 2, 14680064, 11534336, 16777216]],
  ])('%s', async (options, expected) => {
    expect(await run(`write-infoblock -o image -u ${UUID} ${options}`)).toEqual({
      rc: 0,
      stdout: '',
      stderr: 'wrote 1 infoblock\n',
    });
    expect(fields('image')).toEqual(expected);
    expect(block('image').toString('latin1', 0, 16)).toBe('NVDIMM_PFN_INFO\0');
    expect(block('image').toString('hex', 16, 32)).toBe(UUID.replaceAll('-', ''));
  });

  test('takes the size of an existing file, and keeps its rest', async () => {
    host.set('image', new Uint8Array(8 * 2 ** 20).fill(1));
    await run(`write-infoblock -m devdax -o image -p ${UUID}`);
    expect(block('image').toString('latin1', 0, 16)).toBe('NVDIMM_DAX_INFO\0');
    expect(block('image').toString('hex', 32, 48)).toBe(UUID.replaceAll('-', ''));
    expect(host.get('image')!.length).toBe(8 * 2 ** 20);
    expect(host.get('image')![8192]).toBe(1);
  });

  test('fails on an empty one', async () => {
    expect(await run('write-infoblock -o image')).toEqual({
      rc: 250,
      stdout: '',
      stderr:
        '  Error: unable to satisfy requested alignment\n\n' +
        'error checking infoblocks: No such device or address\nwrote 0 infoblocks\n',
    });
  });

  test.each([
    ['write-infoblock', '  Error: specify a namespace to write-infoblock, or "all"\n\n'],
    ['write-infoblock -c', '  Error: --size required with --stdout\n\n'],
    ['write-infoblock -o image -m sector -s 1G', "  Error: unsupported mode 'sector'\n\n"],
    [
      'write-infoblock -c -s 1G namespace0.0',
      '  Error: specify only one of a namespace filter, --output, or --stdout\n\n',
    ],
    ['read-infoblock -i image namespace0.0', '  Error: specify a namespace, or --input, not both\n\n'],
  ])('%s is refused', async (command, words) => {
    const { rc, stderr } = await run(command);
    expect(rc).toBe(129);
    expect(stderr.slice(0, stderr.indexOf('\n usage:'))).toBe(words);
  });
});

describe('read-infoblock of a file', () => {
  beforeEach(() => run(`write-infoblock -o image -s 1G -u ${UUID}`));

  test('prints the fields as JSON', async () => {
    expect(await run('read-infoblock -j -i image')).toEqual({
      rc: 0,
      stdout: `[
  {
    "file":"image",
    "signature":"NVDIMM_PFN_INFO",
    "uuid":"${UUID}",
    "parent_uuid":"00000000-0000-0000-0000-000000000000",
    "flags":0,
    "version":"1.4",
    "dataoff":18874368,
    "npfns":257536,
    "mode":2,
    "start_pad":0,
    "end_trunc":0,
    "align":2097152,
    "page_size":4096,
    "page_struct_size":64
  }
]
`,
      stderr: 'read 1 infoblock\n',
    });
  });

  test('with human-readable numbers, from standard input', async () => {
    host.set('<stdin>', host.get('image')!);
    const { stdout } = await run('read-infoblock -u');
    expect(stdout).toContain('"file":"<stdin>"');
    expect(stdout).toContain('"dataoff":"0x1200000",\n    "npfns":"0x3ee00",\n    "mode":2');
  });

  test('--verify drops a block with a wrong checksum', async () => {
    host.get('image')![4096 + 80] = 1;
    expect(await run('read-infoblock -j -V -i image')).toEqual({
      rc: 0,
      stdout: '[\n]\n',
      stderr: '  Warning: no matching devices found\n\nread 1 infoblock\n',
    });
  });

  test('raw, with at least the required bytes', async () => {
    await run('read-infoblock -i image -o copy');
    expect(Buffer.compare(host.get('copy')!, host.get('image')!.subarray(0, 8192))).toBe(0);
    host.set('image', new Uint8Array(100));
    expect(await run('read-infoblock -i image')).toMatchObject({
      rc: 251,
      stderr: 'error reading infoblock data: Input/output error\nread 0 infoblocks\n',
    });
    expect(await run('read-infoblock -i nowhere')).toMatchObject({
      rc: 254,
      stderr: 'error reading infoblock data: No such file or directory\nread 0 infoblocks\n',
    });
  });
});

describe('info blocks of a namespace', () => {
  test('an active one is refused', async () => {
    expect(await run('read-infoblock namespace0.0')).toMatchObject({
      rc: 240,
      stderr: 'error reading infoblock data: Device or resource busy\nread 0 infoblocks\n',
    });
    expect(await run('write-infoblock namespace0.0')).toMatchObject({
      rc: 240,
      stderr: 'error checking infoblocks: Device or resource busy\nwrote 0 infoblocks\n',
    });
  });

  test('fails for an unknown namespace', async () => {
    expect((await run('read-infoblock namespace9.9')).rc).toBe(250);
  });
});
