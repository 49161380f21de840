import { beforeEach, describe, expect, test } from 'vitest';
import { type DaxMachine, newMachine, run } from './machine.ts';

let m: DaxMachine;

beforeEach(() => {
  m = newMachine();
});

describe('operations that fail on pmem', () => {
  test.each([
    ['create-device', 228, 'error creating devices: No space left on device\ncreated 0 devices\n'],
    [
      'destroy-device dax0.0',
      250,
      'dax0.0 is active, specify --force for deletion\n' +
        'error destroying devices: No such device or address\ndestroyed 0 devices\n',
    ],
    [
      'destroy-device -f dax0.0',
      250,
      'libdaxctl: daxctl_dev_set_size: dax0.0: failed to set size\n' +
        'error destroying devices: No such device or address\ndestroyed 0 devices\n',
    ],
    [
      'reconfigure-device -s 128M dax0.0',
      250,
      'libdaxctl: daxctl_dev_set_size: dax0.0: failed to set size\n' +
        'error reconfiguring devices: No such device or address\nreconfigured 0 devices\n',
    ],
    [
      'reconfigure-device -a 4K dax0.0',
      250,
      'libdaxctl: daxctl_dev_set_align: dax0.0: failed to set align\n' +
        'error reconfiguring devices: No such device or address\nreconfigured 0 devices\n',
    ],
    [
      'reconfigure-device -m foo dax0.0',
      234,
      'dax0.0: unknown mode requested: 0\n' +
        'error reconfiguring devices: Invalid argument\nreconfigured 0 devices\n',
    ],
    [
      'reconfigure-device -C dax0.0',
      234,
      'error parsing config file: No such file or directory\ndax0.0: unknown mode requested: 0\n' +
        'error reconfiguring devices: Invalid argument\nreconfigured 0 devices\n',
    ],
    [
      'reconfigure-device -C dax1.0',
      0,
      'no UUID match for dax1.0 found in config files\ndax1.0: missing or malformed config section\n',
    ],
    [
      'reconfigure-device -m system-ram dax1.0',
      250,
      'error reconfiguring devices: No such device or address\nreconfigured 0 devices\n',
    ],
  ])('%s', async (command, rc, stderr) => {
    expect(await run(m, command)).toEqual({ rc, stdout: '', stderr });
  });
});
