/** Error injection on the bus of nfit_test: platform, scrub, lists of bad sectors, clearing by a write. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPlatform } from '../../../src/firmware/schema.ts';
import { ALONE } from '../../../src/machine/command.ts';
import { bootMachine, type Machine } from '../../../src/machine/machine.ts';
import { ndctl } from '../../../src/tools/ndctl/main.ts';

const PLATFORM = new URL('../../../fixtures/platforms/nfit-test.json', import.meta.url);
const SECTOR = 512;

function boot(kernel = '6.1') {
  const platform = readPlatform(JSON.parse(readFileSync(PLATFORM, 'utf8')));
  const machine = bootMachine(platform, { kernel, cmdline: '', seed: 1 });
  const run = async (line: string) => {
    const { rc, stdout, stderr } = await ndctl(line.split(' '), {
      ...ALONE,
      files: machine.files,
      newUuid: () => '00000000-0000-4000-8000-000000000001',
    });
    return { rc, stdout: String(stdout), stderr };
  };
  return { machine, run };
}

/** nfit_test.0 with labels and one namespace over region1. */
async function withNamespace(mode: string) {
  const { machine, run } = boot();
  for (const line of ['disable-region', 'init-labels -f', 'enable-region'])
    await run(`${line} -b nfit_test.0 all`);
  const { stdout } = await run(`create-namespace -b nfit_test.0 -m ${mode}`);
  const { dev, blockdev } = JSON.parse(stdout) as Record<string, string>;
  return { machine, run, dev: dev!, disk: blockdev! };
}

const badblocks = ({ files }: Machine, disk: string) => files.read(`/sys/block/${disk}/badblocks`);
const status = (...blocks: [number, number][]) => ({
  badblocks: blocks.map(([block, count]) => ({ block, count })),
});

test('an error that is not reported exists, and the kernel finds it by a scrub', async () => {
  const { machine, run, dev, disk } = await withNamespace('fsdax');
  expect((await run(`inject-error -B 42 -n 8 -N ${dev}`)).rc).toBe(0);
  expect(JSON.parse((await run(`inject-error -t ${dev}`)).stdout)).toEqual(status([42, 8]));
  expect(badblocks(machine, disk)).toBe('');
  await run('start-scrub nfit_test.0');
  expect(badblocks(machine, disk)).toBe('42 8\n');
});

test('a reported error starts one scrub, which the command awaits', async () => {
  const { machine, run, dev, disk } = await withNamespace('fsdax');
  const { stdout } = await run(`inject-error -B 42 -n 8 ${dev}`);
  expect(JSON.parse(stdout)).toMatchObject({
    badblock_count: 8,
    badblocks: [{ offset: 42, length: 8, dimms: ['nmem3'] }],
  });
  expect(machine.files.read('/sys/bus/nd/devices/ndbus0/nfit/scrub')).toBe('1\n');
  const node = `/dev/${disk}`;
  expect(machine.files.readBytes(node, 42 * SECTOR, SECTOR)).toEqual({ error: 'EIO' });
  machine.files.writeBytes(node, 40 * SECTOR, new Uint8Array(16 * SECTOR));
  expect([badblocks(machine, disk), (await run(`inject-error -t ${dev}`)).stdout]).toEqual(['', '']);
});

test('removed errors are left out of the list of the kernel', async () => {
  const { machine, run, dev, disk } = await withNamespace('raw');
  await run(`inject-error -B 1 -n 4 ${dev}`);
  const { stdout } = await run(`inject-error -B 2 -n 1 -d ${dev}`);
  expect(stdout).toMatch(/^Warning: Un-injecting[^{]*\n\n\{/);
  const left = JSON.parse((await run(`inject-error -t ${dev}`)).stdout);
  expect([left, badblocks(machine, disk)]).toEqual([status([1, 1], [3, 2]), '1 4\n']);
});

test.each([
  ['out of bounds', 'fsdax', '-B 99999999', 'Injection failed at block 5f5e0ff', 'Invalid argument (-22)'],
  ['of a btt', 'sector', '-B 1', 'Injection failed at block 1', 'Operation not supported (-95)'],
])('a request %s fails', async (_what, mode, block, log, reason) => {
  const { run, dev } = await withNamespace(mode);
  const { rc, stderr } = await run(`inject-error ${block} -n 1 ${dev}`);
  const lines = [`libndctl: ndctl_namespace_inject_error2: ${log}`, `Unable to inject error: ${reason}`];
  expect([rc > 0, stderr]).toEqual([true, `${lines.join('\n')}\n`]);
});

test('the module injects since 4.15, on its first bus', async () => {
  const mask = (kernel: string, bus: number) =>
    boot(kernel).machine.files.read(`/sys/bus/nd/devices/ndbus${bus}/nfit/dsm_mask`);
  expect([mask('6.1', 0), mask('6.1', 1), mask('4.14.67', 0)]).toEqual(['0x3a0\n', '0x0\n', '0x0\n']);
});
