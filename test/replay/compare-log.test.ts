import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../src/kernel/kernel/printk.ts';
import { compareBootLog, compareLog } from '../../src/replay/compare-log.ts';
import { keptKinds } from '../../src/replay/log-filter.ts';
import { newNames } from '../../src/replay/names.ts';

const line = (text: string): LogLine => ({ time: 0, level: 'info', text });
const lines = (...texts: string[]): LogLine[] => texts.map(line);

const BUSY = 'nd_pmem namespace0.0: could not reserve region [mem 0x200000000-0x23fffffff]';
const TRUNCATED = 'nd_pmem pfn0.0: number of pfns truncated from 100 to 90';

const differences = (recorded: string[], ours: LogLine[]) =>
  compareLog(newNames(), { dmesg: recorded }, ours);

describe('log lines', () => {
  it('are a multiset: order is free', () => {
    expect(differences([BUSY, TRUNCATED], lines(TRUNCATED, BUSY))).toEqual([]);
  });

  it('are a multiset: the number of occurrences counts', () => {
    expect(differences([BUSY, BUSY], lines(BUSY))).toMatchObject([{ recorded: [BUSY], ours: [] }]);
    expect(differences([BUSY], lines(BUSY, BUSY))).toMatchObject([{ recorded: [], ours: [BUSY] }]);
  });

  it('differ by a single character', () => {
    expect(differences([BUSY], lines(BUSY.replace('0x23', '0x24')))).toHaveLength(1);
  });

  it('count when they are of a kind that recordings keep', () => {
    expect(differences([], lines('nd_pmem namespace0.0: made up'))).toHaveLength(1);
    expect(differences([], lines('e820: remove [mem 0x100000000-0xfffffffffffffffe] usable'))).toHaveLength(
      1,
    );
    expect(differences([], lines('Misaligned start: 0x1000'))).toHaveLength(1);
  });

  it('do not count when recordings never have the kind', () => {
    const unkept = [
      'Fallback order for Node 0: 0 ',
      'Built 1 zonelists, mobility grouping on.  Total pages: 3354336',
      'Policy zone: Normal',
      'e820: update [mem 0x00000000-0x00000fff] usable ==> reserved',
      'e820: remove [mem 0x000a0000-0x000fffff] usable',
      '  DMA      [mem 0x0000000000001000-0x0000000000ffffff]',
      'last_pfn = 0x3c0000 max_arch_pfn = 0x10000000000',
    ];
    expect(differences([], lines(...unkept))).toEqual([]);
  });

  it.each(['dax0.0 initialised,', 'memmap_init_zone_device initialised'])(
    'may differ in the time to initialise struct pages: %s',
    (subject) => {
      const took = (pages: number, time: string): string => `${subject} ${pages} pages in ${time}`;
      expect(differences([took(229376, '8ms')], lines(took(229376, '0ms')))).toEqual([]);
      expect(differences([took(229376, '8ms')], lines(took(229377, '8ms')))).toHaveLength(1);
    },
  );

  it('map uuids like other text', () => {
    const a = 'nd_region region0: nmem0 missing label for 11111111-1111-4111-8111-111111111111';
    const x = 'nd_region region0: nmem0 missing label for aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
    const y = 'nd_region region0: nmem0 missing label for bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb';
    const names = newNames();
    expect(compareLog(names, { dmesg: [a] }, lines(x))).toEqual([]);
    expect(compareLog(names, { dmesg: [a] }, lines(y))).toHaveLength(1);
  });
});

const TEXT = 'nd_region region0: allocation underrun: 0x0 of 0x4000000 bytes';
const RECORDED = {
  at: 'drivers/nvdimm/namespace_devs.c:676',
  function: 'size_store',
  text: [TEXT],
  calls: ['arch_add_memory', 'kernfs_fop_write_iter', 'nd_pmem_probe', 'really_probe', 'bind_store'],
};

const warn = (change: { text?: string; at?: string; function?: string; calls?: string[] } = {}): LogLine => ({
  time: 0,
  level: 'warn',
  text: change.text ?? TEXT,
  warning: {
    at: change.at ?? 'drivers/nvdimm/namespace_devs.c:676',
    function: change.function ?? 'size_store',
    calls: change.calls ?? ['arch_add_memory', 'nd_pmem_probe', 'really_probe'],
  },
});

const warnings = (...ours: LogLine[]) =>
  compareLog(newNames(), { dmesg: ours.map(({ text }) => text), warnings: [RECORDED] }, ours);

describe('lines about nodes', () => {
  const ORDER = 'Fallback order for Node 1: 1 0 ';
  const SRAT = 'ACPI: SRAT: Node 1 PXM 1 [mem 0x140000000-0x23fffffff]';
  const TABLE = 'ACPI: SRAT 0x00000000BFFE12DC 000140 (v01 BOCHS  BXPC     00000001 BXPC 00000001)';
  const kept = (platform: unknown, ...dmesg: string[]) => keptKinds([dmesg], platform);

  it('are compared if the recording keeps them', () => {
    const { nodeOrder, srat } = kept({ numa: [{}] }, ORDER);
    expect([nodeOrder, srat]).toEqual([true, true]);
    expect(compareLog(newNames(), {}, lines(ORDER), { nodeOrder, srat: false })).toHaveLength(1);
    expect(compareLog(newNames(), { dmesg: [ORDER] }, [], { nodeOrder, srat: false })).toHaveLength(1);
    expect(compareLog(newNames(), { dmesg: [SRAT] }, [], { nodeOrder, srat })).toHaveLength(1);
  });

  it('are not compared if it keeps none, or the platform has no table', () => {
    expect(kept({}, 'BIOS-provided physical RAM map:')).toEqual({ nodeOrder: false, srat: false });
    expect(kept({ numa: [] }, ORDER)).toEqual({ nodeOrder: true, srat: false });
    expect(compareLog(newNames(), { dmesg: [SRAT] }, lines(ORDER))).toEqual([]);
  });

  it('are never compared by the address of the table', () => {
    const all = { nodeOrder: true, srat: true };
    const place = 'ACPI: Reserving SRAT table memory at [mem 0xbffe12dc-0xbffe141b]';
    expect(compareLog(newNames(), { dmesg: [TABLE, place] }, [], all)).toEqual([]);
  });
});

describe('warnings', () => {
  it('match by file, function, text and the calls that belong to hotplug and libnvdimm', () => {
    expect(warnings(warn())).toEqual([]);
  });

  it.each([
    ['another file', { at: 'drivers/nvdimm/label.c:676' }],
    ['another function', { function: 'alignment_store' }],
    ['another text', { text: 'nd_region region1: allocation underrun' }],
    ['another line', { at: 'drivers/nvdimm/namespace_devs.c:677' }],
    ['a call that was not recorded', { calls: ['arch_add_memory', 'memremap_pages', 'nd_pmem_probe'] }],
    ['a call missing', { calls: ['nd_pmem_probe'] }],
    ['calls in another order', { calls: ['nd_pmem_probe', 'arch_add_memory'] }],
  ])('differ by %s', (_what, change) => {
    expect(warnings(warn(change))).toMatchObject([{ what: 'warnings' }]);
  });

  it('need neither the calls of the driver core nor a line that the model does not know', () => {
    expect(warnings(warn({ at: 'drivers/nvdimm/namespace_devs.c:..' }))).toEqual([]);
    expect(warnings(warn({ calls: ['arch_add_memory', 'nd_pmem_probe'] }))).toEqual([]);
  });

  it('count separately when they are equal', () => {
    expect(warnings()).toHaveLength(1);
    expect(warnings(warn(), warn())).toHaveLength(1);
  });

  it('are log lines too', () => {
    expect(compareLog(newNames(), { warnings: [RECORDED] }, [warn()])).toMatchObject([{ what: 'dmesg' }]);
  });

  it('may have no text, and what old kernels print of the task is none', () => {
    const plain = { ...RECORDED, text: ['task: ffff8801390ea500 task.stack: ffff88013911c000'] };
    expect(compareLog(newNames(), { warnings: [plain] }, [warn({ text: '' })])).toEqual([]);
  });
});

describe('the one line about colliding ranges that a boot prints', () => {
  const collides = (range: string): string => `devm_memremap_pages attempted on mixed region ${range}`;
  const ours = lines(collides('[mem 0x200000000-0x23bffffff flags 0x200]'));
  const recorded = { dmesg: [collides('[mem 0x23e000000-0x27dffffff flags 0x200]')] };

  it('may name any of them at boot, where they probe concurrently', () => {
    expect(compareBootLog(newNames(), recorded, ours)).toEqual([]);
  });

  it('must match after the boot', () => {
    expect(compareLog(newNames(), recorded, ours)).toHaveLength(1);
  });
});

describe('an oops', () => {
  it('has addresses and a trace that depend on the build', () => {
    const recorded = {
      dmesg: ['IP: [<ffffffff810a1b5b>] devm_memremap_pages+0x1bb/0x410'],
      warnings: [{ at: null, function: null, text: [], calls: ['pmem_attach_disk'] }],
    };
    expect(compareLog(newNames(), recorded, [])).toEqual([]);
  });

  it('does not replace a missing WARN', () => {
    const warning = { at: 'mm/memremap.c:1', function: 'pagemap_range', text: [], calls: [] };
    expect(compareLog(newNames(), { warnings: [warning] }, [])).toHaveLength(1);
  });
});
