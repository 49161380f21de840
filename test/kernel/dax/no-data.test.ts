import { expect, it } from 'vitest';
import { bootMachine } from '../../helpers/boot.ts';
import { drive } from '../../helpers/pmem.ts';

const ND = '/sys/bus/nd';
const GiB = 2 ** 30;

/** 512 MiB of persistent memory behind the last multiple of 1 GiB. */
const PLATFORM = {
  e820: [
    { start: '0x100000', end: '0xbffdffff', type: 'usable' },
    { start: '0x100000000', end: '0x13fffffff', type: 'usable' },
  ],
  virtioPmem: [{ address: '0x241000000', size: '512M' }],
};

it.each([
  ['6.1', 'ENXIO'],
  ['6.12', 'ENOMEM'],
])('%s: a device whose alignment leaves no data is not made: %s', (kernel, error) => {
  const k = bootMachine({ kernel, platform: PLATFORM });
  const { echo, cat } = drive(k);
  expect(echo('namespace0.0', `${ND}/drivers/nd_pmem/unbind`)).toBe('ok');
  const attributes = { mode: 'ram', align: `${GiB}`, uuid: '0a0f3f70-1d7c-4c5c-8f7f-3b3e0b6f3c62' };
  for (const [name, value] of Object.entries(attributes))
    expect(echo(value, `${ND}/devices/dax0.0/${name}`)).toBe('ok');
  expect(echo('namespace0.0', `${ND}/devices/dax0.0/namespace`)).toBe('ok');
  const minors = structuredClone(k.state.dax.minorIda);
  expect(echo('dax0.0', `${ND}/drivers/dax_pmem/bind`)).toBe(error);
  expect(Object.keys(k.state.dax.devices)).toEqual([]);
  expect(Object.keys(k.state.dax.regions)).toEqual([]);
  expect(k.state.dax.minorIda).toEqual(minors);
  expect(cat(`${ND}/devices/dax0.0/namespace`)).toBe('namespace0.0');
});
