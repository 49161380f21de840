import { describe, expect, it } from 'vitest';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

async function machine() {
  const memsim = memsimIn(scratchFolder());
  await memsim(['boot']);
  return memsim;
}

const ND = '/sys/bus/nd/devices';
const json = (text: string) => JSON.parse(text);

describe('patterns', () => {
  it('are expanded on the files of the machine, for cat and ls', async () => {
    const memsim = await machine();
    expect((await memsim(['cat', `${ND}/region?/size`])).stdout).toBe('4294967296\n4294967296\n');
    expect((await memsim(['cat', `${ND}/region[1-9]/numa_node`])).stdout).toBe('0\n');
    const { stdout } = await memsim(['ls', `${ND}/nmem*`]);
    expect(stdout).toMatch(/^\/sys\/bus\/nd\/devices\/nmem0:\n[\s\S]*\n\/sys\/bus\/nd\/devices\/nmem1:\n/m);
    expect((await memsim(['ls', `${ND}/region0/*size`])).stdout).toBe(
      ['available_size', 'size'].map((name) => `${ND}/region0/${name}\n`).join(''),
    );
  });

  it('stay as they are where nothing matches', async () => {
    const memsim = await machine();
    expect(await memsim(['cat', `${ND}/region[!0-9]/size`])).toMatchObject({
      rc: 1,
      stdout: '',
      stderr: `memsim: cat: ${ND}/region[!0-9]/size: No such file or directory (ENOENT)\n`,
    });
    expect((await memsim(['cat', `${ND}/region+/size`])).rc).toBe(1);
  });
});

describe('readlink', () => {
  it('prints the text of a link as sysfs has it, and with -f the whole path', async () => {
    const memsim = await machine();
    const link = `${ND}/region0/driver`;
    expect((await memsim(['readlink', link])).stdout).toMatch(/^(\.\.\/)+bus\/nd\/drivers\/nd_region\n$/);
    expect((await memsim(['readlink', '-f', link])).stdout).toBe('/sys/bus/nd/drivers/nd_region\n');
    expect((await memsim(['readlink', `${ND}/region0/size`])).rc).toBe(1);
  });
});

describe('--json of files', () => {
  it('has texts, entries, paths and targets, and errors', async () => {
    const memsim = await machine();
    const size = `${ND}/region0/size`;
    expect(json((await memsim(['cat', '--json', size, '/no/such'])).stdout)).toEqual({
      version: 1,
      files: [
        { path: size, text: '4294967296\n' },
        { path: '/no/such', error: 'ENOENT' },
      ],
    });
    const [folder] = json((await memsim(['ls', '--json', `${ND}/region0`])).stdout).files;
    expect(folder.entries).toContainEqual({ name: 'size', mode: '-r--r--r--' });
    expect(folder.entries).toContainEqual({
      name: 'driver',
      mode: expect.stringMatching(/^l/),
      target: '/sys/bus/nd/drivers/nd_region',
    });
    expect(json((await memsim(['find', '--json', `${ND}/region0/size`])).stdout).paths).toEqual([size]);
    const { files } = json((await memsim(['readlink', '--json', '-f', `${ND}/region0/driver`])).stdout);
    expect(files).toEqual([{ path: `${ND}/region0/driver`, target: '/sys/bus/nd/drivers/nd_region' }]);
  });

  it('prints what was written, also a failure', async () => {
    const memsim = await machine();
    const align = `${ND}/region0/align`;
    const { rc, stdout } = await memsim(['write', '--json', align, '1']);
    expect(rc).toBe(1);
    expect(json(stdout)).toEqual({ version: 1, path: align, value: '1', error: 'EINVAL' });
    expect(json((await memsim(['write', '--json', align, '0x200000'])).stdout).error).toBeNull();
  });

  it('has the bytes of a device in hex', async () => {
    const memsim = await machine();
    await memsim(['create-namespace', '--quiet', '-m', 'raw', '-r', 'region0']);
    const poked = await memsim(['poke', '--json', 'pmem0', '4K', 'de ad']);
    expect(json(poked.stdout)).toEqual({ version: 1, device: '/dev/pmem0', offset: 4096, length: 2 });
    expect(json((await memsim(['peek', '--json', 'pmem0', '4K', '4'])).stdout).hex).toBe('dead0000');
  });
});
