import { describe, expect, it } from 'vitest';
import {
  forgetDevices,
  giveNames,
  newNames,
  ourDevice,
  sameText,
  sameVirtualAddress,
  settleDevices,
} from '../../src/replay/names.ts';

const A = '11111111-1111-4111-8111-111111111111';
const B = '22222222-2222-4222-8222-222222222222';
const X = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
const Y = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb';

describe('generated uuids correspond', () => {
  it('pairs the first recorded one with the first emulated one', () => {
    const names = newNames();
    expect(sameText(names, `"uuid":"${A}"`, `"uuid":"${X}"`)).toBe(true);
    expect(sameText(names, `again ${A}`, `again ${X}`)).toBe(true);
  });

  it('refuses a second counterpart', () => {
    const names = newNames();
    sameText(names, A, X);
    expect(sameText(names, A, Y)).toBe(false);
    expect(sameText(names, B, X)).toBe(false);
    expect(sameText(names, B, Y)).toBe(true);
  });

  it('is one to one inside one text', () => {
    expect(sameText(newNames(), `${A} ${A}`, `${X} ${Y}`)).toBe(false);
    expect(sameText(newNames(), `${A} ${B}`, `${X} ${X}`)).toBe(false);
    expect(sameText(newNames(), `${A} ${B} ${A}`, `${X} ${Y} ${X}`)).toBe(true);
  });

  it('compares uuids of a command line exactly', () => {
    const names = newNames();
    giveNames(names, ['create-namespace', '-u', A]);
    expect(sameText(names, A, X)).toBe(false);
    expect(sameText(names, B, A)).toBe(false);
    expect(sameText(names, A, A)).toBe(true);
  });

  it('compares the nil uuid exactly', () => {
    const nil = '00000000-0000-0000-0000-000000000000';
    expect(sameText(newNames(), nil, X)).toBe(false);
    expect(sameText(newNames(), A, nil)).toBe(false);
    expect(sameText(newNames(), nil, nil)).toBe(true);
  });

  it('records nothing from a text that differs elsewhere', () => {
    const names = newNames();
    expect(sameText(names, `size 1 ${A}`, `size 2 ${X}`)).toBe(false);
    expect(sameText(names, A, Y)).toBe(true);
  });

  it('compares all other text exactly', () => {
    expect(sameText(newNames(), '"size":4096\n', '"size":4096')).toBe(false);
    expect(sameText(newNames(), `${A}`, 'none')).toBe(false);
  });
});

describe('device ids assigned during a boot or an enable correspond', () => {
  const settled = (...devices: string[]) => {
    const names = newNames();
    settleDevices(names, new Set(), new Set(devices));
    return names;
  };

  it('allows seed and claimed device to be swapped', () => {
    const names = settled('pfn0.0', 'pfn0.1');
    expect(sameText(names, 'nd_pmem pfn0.0: bad', 'nd_pmem pfn0.1: bad')).toBe(true);
    expect(sameText(names, 'pfn0.1', 'pfn0.0')).toBe(true);
    expect(sameText(names, 'pfn0.0', 'pfn0.0')).toBe(false);
    expect(ourDevice(names, 'pfn0.0')).toBe('pfn0.1');
  });

  it('allows a cyclic permutation of three', () => {
    const names = settled('dax0.0', 'dax0.1', 'dax0.2');
    expect(sameText(names, 'dax0.2', 'dax0.0')).toBe(true);
    expect(ourDevice(names, 'dax0.0')).toBe('dax0.2');
    expect(sameText(names, 'dax0.0', 'dax0.1')).toBe(true);
    expect(sameText(names, 'dax0.1', 'dax0.2')).toBe(true);
    expect(sameText(names, 'dax0.1', 'dax0.1')).toBe(false);
  });

  it('follows into the id that the next device gets', () => {
    const names = settled('btt0.0');
    expect(sameText(names, 'btt0.0', 'btt0.1')).toBe(true);
    expect(sameText(names, 'btt0.0', 'btt0.0')).toBe(false);
    forgetDevices(names, (device) => device === 'btt0.1');
    expect(sameText(names, 'btt0.0', 'btt0.1')).toBe(true);
  });

  it('keeps a recorded pair', () => {
    const names = settled('pfn0.0', 'pfn0.1', 'pfn0.2');
    expect(sameText(names, 'pfn0.1', 'pfn0.1')).toBe(true);
    expect(sameText(names, 'pfn0.1', 'pfn0.2')).toBe(false);
  });

  it('never crosses regions or kinds', () => {
    expect(sameText(settled('pfn0.1', 'pfn1.1'), 'pfn0.0', 'pfn1.1')).toBe(false);
    expect(sameText(settled('pfn0.1', 'btt0.0'), 'pfn0.1', 'btt0.0')).toBe(false);
  });

  it('applies to those devices alone: later ones get the free id', () => {
    expect(sameText(newNames(), 'pfn0.0', 'pfn0.1')).toBe(false);
    const names = settled('pfn0.0');
    expect(sameText(names, 'pfn0.2', 'pfn0.1')).toBe(false);
  });

  it('ends with the device', () => {
    const names = settled('btt0.0');
    expect(sameText(names, 'btt0.1', 'btt0.0')).toBe(true);
    forgetDevices(names, () => false);
    expect(sameText(names, 'btt0.1', 'btt0.0')).toBe(false);
    expect(sameText(names, 'btt0.0', 'btt0.0')).toBe(true);
  });

  it('does not map device-dax instances, which are named after their region', () => {
    const names = settled('dax0.0', 'dax0.1');
    expect(sameText(names, '"chardev":"dax0.1"', '"chardev":"dax0.0"')).toBe(false);
    expect(sameText(names, 'device_dax dax0.1: x', 'device_dax dax0.0: x')).toBe(false);
    expect(sameText(names, 'dax_pmem dax0.1: x', 'dax_pmem dax0.0: x')).toBe(true);
  });
});

describe('the address of a range that has no physical one', () => {
  it('corresponds to one address of the model', () => {
    const names = newNames();
    expect(sameVirtualAddress(names, '0xffa0000014915000', '0x100000')).toBe(true);
    expect(sameVirtualAddress(names, '0xffa0000014915000', '0x100000')).toBe(true);
    expect(sameVirtualAddress(names, '0xffa0000014915000', '0x200000')).toBe(false);
    expect(sameVirtualAddress(names, '0xffa0000000000000', '0x100000')).toBe(false);
  });

  it('does not correspond to a physical address, a cookie or an error', () => {
    expect(sameVirtualAddress(newNames(), '0x200000000', '0x240000000')).toBe(false);
    expect(sameVirtualAddress(newNames(), '0xfffdfffefffeffff', '0x1')).toBe(false);
    expect(sameVirtualAddress(newNames(), '0xffa0000014915000', '(ENXIO)')).toBe(false);
  });
});
