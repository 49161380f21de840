/** `ndctl update-firmware` on nfit_test, with the messages and results of ndctl 76.1 on the same functions. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPlatform } from '../../../../src/firmware/schema.ts';
import { dataView } from '../../../../src/lib/bytes/data-view.ts';
import type { IoctlReply } from '../../../../src/lib/uapi.ts';
import { ALONE } from '../../../../src/machine/command.ts';
import { bootMachine } from '../../../../src/machine/machine.ts';
import { ndctl } from '../../../../src/tools/ndctl/main.ts';

const PLATFORM = new URL('../../../../fixtures/platforms/nfit-test.json', import.meta.url);
const STAGED = 0xffffffffabcd;
const METHOD = { info: 12, start: 13, send: 14, finish: 15, query: 16 };

/** Images of the host by name. */
const IMAGES: Record<string, Uint8Array> = {
  img: new Uint8Array(196608),
  empty: new Uint8Array(),
  big: new Uint8Array(2 ** 20 + 1),
};

function booted() {
  const platform = readPlatform(JSON.parse(readFileSync(PLATFORM, 'utf8')));
  const { files } = bootMachine(platform, { kernel: '6.1', cmdline: '', seed: 1 });
  const host = { ...ALONE.host, read: (path: string) => IMAGES[path] };
  const run = async (line: string) => {
    const env = { ...ALONE, host, files, newUuid: () => '00000000-0000-4000-8000-000000000001' };
    const { rc, stdout, stderr } = await ndctl(line.split(' '), env);
    return { rc, stdout: String(stdout), stderr };
  };
  /** Calls a function with an input of 32-bit numbers; the status and the output behind it. */
  const call = (method: number, numbers: number[] = [], more = 0) => {
    const input = new Uint8Array(4 * numbers.length + more);
    for (const [i, value] of numbers.entries()) dataView(input).setUint32(4 * i, value, true);
    const reply = files.ioctl('/dev/nmem0', { command: 'call', method, input });
    if ('error' in reply) return reply;
    return dataView((reply as IoctlReply).data!).getUint32(0, true);
  };
  return { run, call };
}

const refusal = (text: string): string => `  Error: update firmware: nmem0: ${text}\nupdated 0 nmem.\n`;

test('an image is sent in pieces and staged; the list shows its version', async () => {
  const { run } = booted();
  const { rc, stdout, stderr } = await run('update-firmware -f img -v nmem0');
  expect(rc).toBe(0);
  const [dimm] = JSON.parse(stdout);
  const firmware = { current_version: 0, can_update: true, next_version: STAGED, need_powercycle: true };
  expect(dimm).toMatchObject({ dev: 'nmem0', firmware });
  expect(
    stderr.match(/cmd_call:firmware_\w+ status: 0 fw: 0/g)?.map((text) => text.split(/[: ]/)[1]),
  ).toEqual([
    'firmware_get_info',
    'firmware_start_update',
    ...Array(4).fill('firmware_send_data'),
    'firmware_finish_update',
    'firmware_finish_query',
    'firmware_get_info',
  ]);
  expect(stderr).toMatch(/nmem0: uploading firmware\n/);
  expect(stderr).toMatch(/firmware activate capability not found\n\nlibndctl: .*\nupdated 1 nmem\.\n$/);
  const listed = JSON.parse((await run('list -DF -b nfit_test.0')).stdout) as { firmware: object }[];
  expect(listed.filter((one) => 'next_version' in one.firmware)).toMatchObject([{ dev: 'nmem0', firmware }]);
});

test('all updates every DIMM of the bus', async () => {
  const { rc, stdout, stderr } = await booted().run('update-firmware -b nfit_test.0 -f img all');
  expect([rc, JSON.parse(stdout).length, stderr]).toEqual([0, 4, 'updated 4 nmems.\n']);
});

test('a staged image is not replaced before a power cycle', async () => {
  const { run } = booted();
  await run('update-firmware -f img nmem0');
  expect(await run('update-firmware -f img nmem0')).toEqual({
    rc: 1,
    stdout: '',
    stderr: refusal('busy with another firmware update'),
  });
  expect((await run('update-firmware -f img -i nmem0')).stderr).toBe(
    `Firmware update abort on DIMM nmem0 failed: 0xb\n${refusal('busy with another firmware update, abort failed')}`,
  );
});

test('--force aborts an update that is under way', async () => {
  const { run, call } = booted();
  call(METHOD.start);
  expect((await run('update-firmware -f img nmem0')).rc).toBe(1);
  expect((await run('update-firmware -f img -i nmem0')).stderr).toBe('updated 1 nmem.\n');
});

test.each([
  ['-f empty nmem0', 'Input file size is 0.\nupdated 0 nmem.\n'],
  ['-f big nmem0', '  Error: Firmware file size greater than DIMM store\n\nupdated 0 nmem.\n'],
  [
    '-f img nmem4',
    '  Error: update firmware: nmem4: firmware update not supported by either platform firmware or the kernel.\n' +
      'updated 0 nmem.\n',
  ],
  ['-A nmem0', 'updated 0 nmem.\n'],
])('update-firmware %s updates nothing', async (words, stderr) => {
  expect(await booted().run(`update-firmware ${words}`)).toEqual({ rc: 1, stdout: '', stderr });
});

test('the functions keep their order', () => {
  const { call } = booted();
  expect(call(METHOD.send, [1, 0, 4], 4)).toBe(5);
  expect(call(METHOD.query, [0])).toBe(0);
  expect(call(METHOD.start)).toBe(0);
  expect(call(METHOD.start)).toBe(0x10007);
  expect(call(METHOD.query, [1])).toBe(0x40007);
  expect(call(METHOD.send, [2, 0, 4], 4)).toBe(0x10007);
  expect(call(METHOD.send, [1, 0, 0xffed], 4)).toBe(3);
  expect(call(METHOD.send, [1, 0xffffd, 4], 4)).toBe(3);
  expect(call(METHOD.send, [1, 0xffffc, 4], 4)).toBe(0);
  expect(call(METHOD.finish, [0, 2])).toBe(0x10007);
  expect(call(METHOD.finish, [2, 1])).toEqual({ error: 'EINVAL' });
  expect(call(METHOD.finish, [1, 1])).toBe(0x40007);
  expect(call(METHOD.start)).toBe(0);
  expect(call(METHOD.finish, [0, 2])).toBe(0);
  expect(call(METHOD.query, [1])).toBe(0x10007);
  expect(call(METHOD.query, [2])).toBe(0);
  expect(call(METHOD.finish, [1, 2])).toBe(0x20007);
  expect(call(METHOD.start)).toBe(0x10007);
});
