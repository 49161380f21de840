/** `daxctl create-device` on a region that is divided: its cost, and the devices that the library finds. */
import { expect, test } from 'vitest';
import { daxDevices, enableDevice } from '../../../src/tools/daxctl/lib/device.ts';
import {
  daxRegions,
  newDaxContext,
  regionCreateDevice,
  regionSeed,
} from '../../../src/tools/daxctl/lib/region.ts';
import { newConsole } from '../../../src/tools/util/console.ts';
import { kernelFiles } from '../../../src/wall/kernel-files.ts';
import { recordingFiles } from '../../../src/wall/recording-files.ts';
import { bootMachine, EIGHT_GIB } from '../../helpers/boot.ts';

const platform = {
  e820: [...EIGHT_GIB.e820, { start: '0x340000000', end: '0x43fffffff', type: 'soft reserved' }],
};

/** A library context on a machine whose region has the devices dax0.0 to dax0.3; reads are noted. */
function divided() {
  const files = kernelFiles(bootMachine({ platform, kernel: '6.12' }));
  files.write('/sys/bus/dax/devices/dax0.0/size', '67108864');
  for (let i = 0; i < 3; i++) files.write('/sys/devices/platform/hmem.0/dax_region/create', '1');
  const reads: string[] = [];
  const recorded = recordingFiles(files, {
    before({ op, path }) {
      if (op === 'read') reads.push(path);
    },
    after() {},
  });
  return { reads, region: daxRegions(newDaxContext(newConsole(), recorded))[0]! };
}

test('reads the new device only', () => {
  const { reads, region } = divided();
  expect(regionCreateDevice(region)).toBe(0);
  expect(regionSeed(region)?.name).toBe('dax0.1');
  expect(reads.some((path) => path.includes('/dax0.1/'))).toBe(true);
  expect(reads.filter((path) => /dax0\.[^1]/.test(path))).toEqual([]);
});

test('a device is known once, also after it is enabled', () => {
  const { region } = divided();
  const device = daxDevices(region).find(({ name }) => name === 'dax0.0')!;
  expect(enableDevice(device, 'device_dax')).toBe(0);
  expect(
    daxDevices(region)
      .map(({ id }) => id)
      .sort(),
  ).toEqual([0, 1, 2, 3]);
});
