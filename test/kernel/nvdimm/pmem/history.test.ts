import { describe, expect, it, test } from 'vitest';
import { bind, bootPmem, configure, unbind } from '../../../helpers/pmem.ts';
import { bootDimms, get, logSince, ND, put } from '../machine.ts';

/** 3 GiB below 4 GiB and 11 GiB above. */
const FOURTEEN_GIB = {
  e820: [
    { start: '0x100000', end: '0xbfffffff', type: 'usable' },
    { start: '0x100000000', end: '0x3bfffffff', type: 'usable' },
  ],
};
const SECTION_ERAS = ['4.9.35', '4.12.4', '4.14.67', '4.19.13', '5.2.1'];
/** Ends inside a section of RAM. */
const mixed = (kernel: string) => bootPmem('0xfc000000!8G', { kernel, platform: FOURTEEN_GIB });

describe('a bare namespace that shares a section with RAM', () => {
  test.each(SECTION_ERAS)('%s: stays unbound, with one message', (kernel) => {
    const m = mixed(kernel);
    const warned = () =>
      m.k.state.log.lines.filter(({ warning }) => warning?.function === 'devm_memremap_pages');
    expect(warned()).toHaveLength(1);
    m.news();
    expect(bind(m, 'namespace0.0')).toBe('ENODEV');
    expect(warned()).toHaveLength(1);
    expect(m.news()).toEqual(['nd_pmem namespace0.0: unable to guarantee persistence of writes']);
  });

  test.each([
    ['4.19.13', 'ENODEV', 'memory'],
    ['5.2.1', 'ok', 'raw'],
  ])('%s: with force_raw, bind returns %s and mode is %s', (kernel, bound, mode) => {
    const m = mixed(kernel);
    m.echo('1', 'namespace0.0/force_raw');
    expect(bind(m, 'namespace0.0')).toBe(bound);
    expect(m.cat('namespace0.0/mode')).toBe(mode);
  });
});

describe('the result of writing bind after a failed probe', () => {
  // A device without uuid or namespace fails with ENODEV, one with a bound namespace with EBUSY.
  test.each([
    ['5.13', 'ENODEV'],
    ['6.1', 'EBUSY'],
  ])('%s: %s for a device that is bound', (kernel, errno) =>
    expect(bind(bootPmem('1G!8G', { kernel }), 'namespace0.0')).toBe(errno),
  );
});

describe('the message about the capacity of a new disk', () => {
  const LINE = /detected capacity change/;
  test.each([...SECTION_ERAS, '5.9'])('%s logs it', (kernel) => {
    const m = bootPmem('1G!8G', { kernel });
    unbind(m, 'namespace0.0');
    m.news();
    bind(m, 'namespace0.0');
    expect(m.news().filter((line) => LINE.test(line))).toEqual([
      `pmem0: detected capacity change from 0 to ${2 ** 30}`,
    ]);
  });

  it('is absent since 5.10', () =>
    expect(bootPmem('1G!8G', { kernel: '5.10' }).k.state.log.lines.some(({ text }) => LINE.test(text))).toBe(
      false,
    ));
});

test.each([
  ['4.4', 1, 0],
  ['4.6', 1, 1],
  ['5.2.1', 1, 2],
  ['5.3', 1, 3],
  ['5.4', 1, 3],
  ['5.5', 1, 4],
])('%s writes info blocks of version %d.%d', (kernel, major, minor) => {
  const m = bootPmem('1G!8G', { kernel });
  configure(m, 'pfn0.0', { mode: 'ram' });
  const block = m.media('namespace0.0')(4096, 4096);
  expect([block.readUInt16LE(0x34), block.readUInt16LE(0x36)]).toEqual([major, minor]);
});

describe('a namespace off 2 MiB', () => {
  const boot = (kernel: string) => bootPmem('0x3fe00000!0x200100000', { kernel });

  it('is mapped by whole sections', () =>
    expect(Object.keys(boot('5.2.1').k.state.block.disks)).toEqual(['pmem0']));

  test.each([
    ['5.6', 'nd_pmem: probe of namespace0.0 failed with error -22'],
    ['5.7', 'nd_pmem namespace0.0: [mem 0x200100000-0x23fefffff flags 0x200] misaligned, unable to map'],
  ])('%s refuses it: %s', (kernel, line) => {
    const { k } = boot(kernel);
    expect(k.state.log.lines.map(({ text }) => text)).toContain(line);
    expect(k.state.block.disks).toEqual({});
  });
});

describe('attributes that depend on the release', () => {
  test.each([
    ['4.9.35', 'region0/resource', '!ENOENT'],
    ['4.12.4', 'region0/resource', '0x200000000'],
    ['5.6', 'region0/align', '!ENOENT'],
    ['5.7', 'region0/align', '0x1000000'],
    ['4.14.67', 'region0/max_available_extent', '!ENOENT'],
    ['4.19.13', 'region0/max_available_extent', '0'],
    ['4.12.4', 'pfn0.0/supported_alignments', '!ENOENT'],
    ['4.14.67', 'pfn0.0/supported_alignments', '4096 2097152 1073741824 '],
    ['4.12.4', 'namespace0.0/holder_class', '!ENOENT'],
    ['4.14.67', 'namespace0.0/holder_class', ''],
    ['5.4', 'region0/numa_node', '!ENOENT'],
    ['5.5', 'region0/numa_node', '0'],
    ['4.8', 'pfn0.0/align', '200000'],
    ['4.9.35', 'pfn0.0/align', '2097152'],
    ['4.6', 'region0/dax_seed', '!ENOENT'],
    ['4.9.35', 'region0/dax_seed', 'dax0.0'],
  ])('%s: %s is %s', (kernel, path, text) => expect(bootPmem('1G!8G', { kernel }).cat(path)).toBe(text));

  test.each([
    ['4.12.4', /^nmem0,0,\d+$/],
    ['4.14.67', /^nmem0,0,\d+,0$/],
  ])('%s: mapping0 of a region', (kernel, text) =>
    expect(get(bootDimms({ kernel }), `${ND}/region0/mapping0`)).toMatch(text),
  );
});

test.each([
  ['4.12.4', 'ok'],
  ['4.14.67', 'EINVAL'],
])('%s: 8 MiB as an alignment: %s', (kernel, result) =>
  expect(bootPmem('1G!8G', { kernel }).echo(`${8 * 2 ** 20}`, 'pfn0.0/align')).toBe(result),
);

test.each([
  ['5.11', ''],
  ['5.12', 'nd_pmem namespace0.0: region0 read-only, marking pmem0 read-only'],
])('%s: a disk follows its region to read-only: %s', (kernel, line) => {
  const machine = bootDimms({ kernel, labels: 'blank' });
  const mark = machine.kernel.state.log.lines.length;
  put(machine, `${ND}/region0/read_only`, 1);
  expect(logSince(machine, mark).join()).toBe(line);
});

test.each([
  ['4.12.4', 32],
  ['4.14.67', 16],
])('%s writes the second log entry of a btt %d bytes after the first', (kernel, distance) => {
  const m = bootPmem('1G!8G', { kernel });
  configure(m, 'btt0.0', { sectorSize: 4096 });
  m.write('/dev/pmem0s', 0, Buffer.alloc(4096, 1));
  const { logoff } = m.k.state.nd.btts['btt0.0']!.arenas[0]!;
  // The arena starts 4 KiB into the namespace; lane 0 has the first log group.
  const group = m.media('namespace0.0')(4096 + logoff, 64);
  const written = [16, 32].filter((at) => group.subarray(at, at + 16).some((byte) => byte !== 0));
  expect(written).toEqual([distance]);
});
