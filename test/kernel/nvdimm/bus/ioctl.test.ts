import { describe, expect, test } from 'vitest';
import { GiB, MiB } from '../../../../src/lib/units.ts';
import { kernelFiles } from '../../../../src/wall/kernel-files.ts';
import { bootMachine } from '../../../helpers/boot.ts';
import { bootPmem, drive, unbind } from '../../../helpers/pmem.ts';

const NODE = '/dev/ndctl0';
const SIZE = 64 * MiB;
const START = 4 * GiB;

/** One unbound namespace on a bus with scrub and clear error. */
function scrubbing() {
  const commands = 'ars_cap ars_start ars_status clear_error';
  const dimms = [{ handle: 1, physId: 1, vendorId: 1, serial: 1, size: SIZE, labelSize: 0 }];
  const mappings = [{ dimm: 0, offset: 0, size: SIZE, position: 0 }];
  const e820 = [{ start: '0x100000', end: '0x7fffffff', type: 'usable' }];
  const regions = [{ address: START, size: SIZE, mappings }];
  const k = bootMachine({
    platform: { e820, buses: [{ provider: 'nfit_test.0', commands, dimms, regions }] },
  });
  unbind(drive(k), 'namespace0.0');
  return { k, files: kernelFiles(k), bus: k.state.nd.buses.ndbus0! };
}

describe('a scrub', () => {
  test('finds nothing before it is started, then the bad ranges within its range', () => {
    const { files, bus } = scrubbing();
    bus.badrange = [
      { start: START + MiB - 256, length: 512 },
      { start: START + 8 * MiB, length: 512 },
    ];
    expect(files.ioctl(NODE, { command: 'ars-status' })).toEqual({ status: 0, records: [] });
    files.ioctl(NODE, { command: 'ars-start', address: START + MiB, length: MiB });
    expect(files.ioctl(NODE, { command: 'ars-status' })).toEqual({
      status: 0,
      records: [{ address: START + MiB, length: 256 }],
    });
  });

  test('is not supported by a bus without commands', () => {
    const files = kernelFiles(bootPmem('64M!6G').k);
    expect(files.ioctl(NODE, { command: 'ars-status' })).toEqual({ error: 'ENOTTY' });
  });
});

describe('clearing errors', () => {
  test.each([
    [0, 256, { status: 0, cleared: 256 }],
    [0, 100, { error: 'EINVAL' }],
    [100, 256, { error: 'EINVAL' }],
  ])('at %d, %d bytes', (offset, length, reply) => {
    const { files, bus } = scrubbing();
    bus.badrange = [{ start: START, length: 1024 }];
    expect(files.ioctl(NODE, { command: 'clear-error', address: START + offset, length })).toEqual(reply);
    const left = 'error' in reply ? { start: START, length: 1024 } : { start: START + 256, length: 768 };
    expect(bus.badrange).toEqual([left]);
  });

  test('of a namespace in use is refused', () => {
    const { k, files } = scrubbing();
    drive(k).echo('namespace0.0', '/sys/bus/nd/drivers/nd_pmem/bind');
    expect(files.ioctl(NODE, { command: 'clear-error', address: START, length: SIZE })).toEqual({
      error: 'EBUSY',
    });
  });
});
