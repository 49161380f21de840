/** Structures as a process could send them: too short, with lengths that lead beyond their end, unknown. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { iowr } from '../../../src/clients/real/codec.ts';
import { nodeIoctl, openNode } from '../../../src/clients/real/ioctl.ts';
import { openIoctls } from '../../../src/clients/real/ioctl-file.ts';
import { dataView } from '../../../src/lib/bytes/data-view.ts';
import { ERRNO } from '../../../src/lib/errno.ts';
import { kernelFiles } from '../../../src/wall/kernel-files.ts';
import { bootMachine, EIGHT_GIB } from '../../helpers/boot.ts';

const LABEL_SIZE = 2 ** 17;

const files = () =>
  kernelFiles(
    bootMachine({
      platform: {
        ...EIGHT_GIB,
        buses: [
          {
            provider: 'nfit_test.0',
            commands: 'ars_cap ars_start ars_status clear_error cmd_call',
            dimms: [{ handle: 1, physId: 1, vendorId: 1, serial: 1, size: 2 ** 26, labelSize: LABEL_SIZE }],
            regions: [
              {
                address: 2 ** 33,
                size: 2 ** 26,
                mappings: [{ dimm: 0, offset: 0, size: 2 ** 26, position: 0 }],
              },
            ],
          },
        ],
      },
    }),
  );

const words = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);
const GET_SIZE = iowr(0x4e, 4, 12);
const SET_DATA = iowr(0x4e, 6, 8);

it('opens the nodes that the machine has, with their numbers', () => {
  const { result, data } = openNode(files(), '/dev/nmem0');
  const [major, minor] = new Uint32Array(data.buffer);
  expect([result, `${major}:${minor}`]).toEqual([
    0,
    String(files().read('/sys/bus/nd/devices/nmem0/dev')).trim(),
  ]);
  for (const path of ['/dev/nmem7', '/dev/null', '/dev/nmem0/../mem', '/etc/passwd', ''])
    expect(openNode(files(), path).result).toBe(-ERRNO.ENOENT);
});

it('answers as the kernel does, and refuses what is too short or unknown', () => {
  const ask = (number: number, input: Uint8Array) => nodeIoctl(files(), '/dev/nmem0', number, input);
  expect(dataView(ask(GET_SIZE, words(9, 9, 9)).data).getUint32(4, true)).toBe(LABEL_SIZE);
  expect(ask(GET_SIZE, words(9)).result).toBe(-ERRNO.EFAULT);
  expect(ask(SET_DATA, words(0, 0xffffffff, 0)).result).toBeLessThan(0);
  expect(ask(iowr(0x4e, 9, 8), words(0, 0, 0)).result).toBe(-ERRNO.ENOTTY);
  expect(nodeIoctl(files(), '/dev/ndctl0', GET_SIZE, words(0, 0, 0)).result).toBe(-ERRNO.ENOTTY);
});

it('never fails otherwise than with an errno', () => {
  const machine = files();
  const numbers = [1, 2, 3, 4, 5, 6, 10].flatMap((nr) =>
    [8, 12, 32, 48, 64].map((size) => iowr(0x4e, nr, size)),
  );
  fc.assert(
    fc.property(
      fc.constantFrom('/dev/nmem0', '/dev/ndctl0', '/dev/cxl/mem0'),
      fc.constantFrom(...numbers, iowr(0xce, 2, 48)),
      fc.uint8Array({ maxLength: 200 }),
      (path, number, input) => {
        const { result, data } = nodeIoctl(machine, path, number, input);
        return result <= 0 && data.length <= Math.max(input.length, 48);
      },
    ),
    { numRuns: 2000 },
  );
});

it('takes calls in pieces, and refuses one that announces too much', async () => {
  const file = openIoctls(files);
  const path = Buffer.from('/dev/nmem0');
  const call = Buffer.concat([words(1, 0, path.length), path, words(2, GET_SIZE, 12), words(0, 0, 0)]);
  for (const byte of call) await file.write(0, Buffer.of(byte));
  const reply = Buffer.from((await file.read(0, 100)) as Uint8Array);
  expect([reply.readInt32LE(0), reply.readUInt32LE(4)]).toEqual([0, 8]);
  expect([reply.readInt32LE(16), reply.readUInt32LE(20), reply.readUInt32LE(28)]).toEqual([
    0,
    12,
    LABEL_SIZE,
  ]);
  expect(await file.read(0, 100)).toHaveLength(0);
  await file.write(0, words(1, 0, 0xffffffff));
  expect(await file.write(0, Buffer.alloc(2 ** 21))).toEqual({ error: 'EINVAL' });
});

it('answers an ioctl before an open with EBADF', async () => {
  const file = openIoctls(files);
  await file.write(0, Buffer.from(words(2, GET_SIZE, 12, 0, 0, 0)));
  expect(Buffer.from((await file.read(0, 8)) as Uint8Array).readInt32LE(0)).toBe(-ERRNO.EBADF);
});
