import { beforeEach, describe, expect, test } from 'vitest';
import { type DaxMachine, newMachine, run } from './machine.ts';

let m: DaxMachine;

beforeEach(() => {
  m = newMachine();
});

const RACE = `dax0.0:
  WARNING: detected a race while onlining memory
  Some memory may not be in the expected zone. It is
  recommended to disable any other onlining mechanisms,
  and retry. If onlining is to be left to other agents,
  use the --no-online option to suppress this warning
`;

const onlineIn = (zone: string): number =>
  Array.from(m.blocks).filter(([id, state]) => id > 64 && id < 72 && state === zone).length;

describe('system-ram mode and back', () => {
  test('the blocks go online in zone Movable', async () => {
    const { rc, stdout, stderr } = await run(m, 'reconfigure-device -m system-ram dax0.0');
    expect({ rc, stderr }).toEqual({ rc: 0, stderr: 'reconfigured 1 device\n' });
    expect(stdout).toContain(
      '"mode":"system-ram",\n    "online_memblocks":7,\n    "total_memblocks":7,\n    "movable":true\n',
    );
    expect(onlineIn('online_movable')).toBe(7);
  });

  test('in zone Normal with --no-movable, and with -v the blocks are counted', async () => {
    const { stdout, stderr } = await run(m, 'reconfigure-device -v -m system-ram --no-movable dax0.0');
    expect(stdout).toContain('"movable":false');
    expect(stderr).toContain('dax0.0: 7 memory sections onlined\n');
    expect(onlineIn('online')).toBe(7);
  });

  test('with -N the blocks stay offline and the zone is not printed', async () => {
    const { stdout } = await run(m, 'reconfigure-device -m system-ram -N dax0.0');
    expect(stdout).toContain('"online_memblocks":0,\n    "total_memblocks":7\n  }');
    expect(onlineIn('offline')).toBe(7);
  });

  test('a device in the requested mode is reported', async () => {
    await run(m, 'reconfigure-device -m system-ram -N dax0.0');
    const { stderr } = await run(m, 'reconfigure-device -m system-ram -N all');
    expect(stderr).toBe('dax0.0 was already in system-ram mode\nreconfigured 1 device\n');
    await run(m, 'reconfigure-device -m devdax dax0.0');
    const back = await run(m, 'reconfigure-device -m devdax -f dax0.0');
    expect(back.stderr).toBe('dax0.0 was already in devdax mode\nreconfigured 1 device\n');
  });

  test('a kernel with automatic onlining is refused, unless forced', async () => {
    m.autoOnline = 'online';
    expect(await run(m, 'reconfigure-device -m system-ram -N dax0.0')).toEqual({
      rc: 240,
      stdout: '',
      stderr:
        'dax0.0: error: kernel policy will auto-online memory, aborting\n' +
        'error reconfiguring devices: Device or resource busy\nreconfigured 0 devices\n',
    });
    const forced = await run(m, 'reconfigure-device -m system-ram -f dax0.0');
    expect(forced.stderr).toBe(
      `${RACE}dax0.0: all memory sections (7) already online\nreconfigured 1 device\n`,
    );
  });

  test('online memory blocks a change to devdax mode', async () => {
    await run(m, 'reconfigure-device -m system-ram dax0.0');
    const refused = await run(m, 'reconfigure-device -m devdax dax0.0');
    expect(refused.rc).toBe(240);
    expect(refused.stderr).toBe(
      'error reconfiguring devices: Device or resource busy\nreconfigured 0 devices\n',
    );
    const forced = await run(m, 'reconfigure-device -m devdax -f dax0.0');
    expect(forced.stderr).toBe('reconfigured 1 device\n');
    expect(m.driver).toBe('device_dax');
  });

  test('offlining stops at the first block that fails, in directory order', async () => {
    await run(m, 'reconfigure-device -m system-ram dax0.0');
    m.stubborn.add(68);
    const { rc, stderr } = await run(m, 'offline-memory dax0.0');
    expect(rc).toBe(234);
    expect(stderr).toBe(
      'libdaxctl: offline_one_memblock: dax0.0: Failed to offline ' +
        '/sys/devices/system/node/node0/memory68/state: Invalid argument\n' +
        'dax0.0: failed to offline memory: Invalid argument\n' +
        'error offlining memory: Invalid argument\nofflined memory for 0 devices\n',
    );
    // kernfs lists 69 67 65 71 68 66 70.
    expect(
      Array.from(m.blocks)
        .filter(([, state]) => state === 'offline')
        .map(([id]) => id),
    ).toEqual([65, 67, 69, 71]);
  });

  test('only blocks of the device are read', async () => {
    for (let id = 100; id < 600; id++) m.blocks.set(id, 'online');
    await run(m, 'reconfigure-device -m system-ram dax0.0');
    const seen = new Set(m.reads.flatMap((path) => /memory(\d+)\//.exec(path)?.[1] ?? []));
    expect([...seen].map(Number).every((id) => id >= 65 && id <= 71)).toBe(true);
  });

  test('the drivers are written in the library’s order', async () => {
    await run(m, 'reconfigure-device -m system-ram -N dax0.0');
    const device = '/sys/devices/platform/e820_pmem/ndbus0/region0/dax0.0/dax0.0';
    expect(m.writes).toEqual([
      `${device}/driver/remove_id dax0.0`,
      `${device}/driver/unbind dax0.0`,
      '/sys/bus/dax/drivers/kmem/new_id dax0.0',
      '/sys/bus/dax/drivers/kmem/bind dax0.0',
    ]);
  });
});

describe('online-memory and offline-memory', () => {
  test('change nothing the second time', async () => {
    await run(m, 'reconfigure-device -m system-ram -N dax0.0');
    expect((await run(m, 'online-memory dax0.0')).stderr).toBe('onlined memory for 1 device\n');
    const again = await run(m, 'online-memory dax0.0');
    expect(again.rc).toBe(1);
    expect(again.stderr).toBe(
      `${RACE}dax0.0: all memory sections (7) already online\nonlined memory for 0 devices\n`,
    );
    expect((await run(m, 'offline-memory dax0.0')).stderr).toBe('offlined memory for 1 device\n');
    const off = await run(m, 'offline-memory dax0.0');
    expect(off).toMatchObject({
      rc: 1,
      stderr: 'dax0.0: all memory sections (7) already offline\nofflined memory for 0 devices\n',
    });
  });

  test('do not apply in devdax mode', async () => {
    expect(await run(m, 'online-memory dax0.0')).toMatchObject({
      rc: 250,
      stderr:
        'dax0.0: memory operations are not applicable in devdax mode\n' +
        'error onlining memory: No such device or address\nonlined memory for 0 devices\n',
    });
  });
});

describe('enable-device and disable-device', () => {
  test('a disabled device is marked in the list', async () => {
    expect((await run(m, 'disable-device dax0.0')).stderr).toBe('disabled 1 device\n');
    expect((await run(m, 'list')).stdout).toContain('"mode":"devdax",\n    "state":"disabled"');
    expect((await run(m, 'enable-device dax0.0')).stderr).toBe('enabled 1 device\n');
    expect((await run(m, 'enable-device dax0.0')).stderr).toBe('enabled 1 device\n');
  });

  test('do not apply in system-ram mode', async () => {
    await run(m, 'reconfigure-device -m system-ram dax0.0');
    expect(await run(m, 'disable-device dax0.0')).toMatchObject({
      rc: 250,
      stderr:
        'dax0.0: status operations are only applicable in devdax mode\n' +
        'error disabling device: No such device or address\ndisabled 0 devices\n',
    });
  });
});
