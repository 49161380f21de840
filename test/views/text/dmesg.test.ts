import { describe, expect, test } from 'vitest';
import type { LogState } from '../../../src/kernel/kernel/printk.ts';
import { dmesgModel, renderDmesg } from '../../../src/views/text/dmesg.ts';

const log: LogState = {
  clock: 1_000_300,
  once: [],
  lines: [
    { time: 100, level: 'info', text: 'Linux version 5.2.1' },
    {
      time: 123_456,
      level: 'warn',
      text: 'devm_memremap_pages attempted on mixed region [mem 0x200000000-0x2fbffffff flags 0x200]',
      warning: {
        at: 'kernel/memremap.c:190',
        function: 'devm_memremap_pages',
        calls: ['pmem_attach_disk', 'nd_pmem_probe', 'nvdimm_bus_probe'],
      },
    },
    { time: 1_000_300, level: 'err', text: 'nd_pmem: probe of namespace0.0 failed with error -95' },
  ],
};

describe('dmesg', () => {
  test('a WARN is a full report with its call chain', () => {
    expect(renderDmesg(dmesgModel(log), { color: 0 })).toMatchInlineSnapshot(`
      "[    0.000100] Linux version 5.2.1
      [    0.123456] ------------[ cut here ]------------
      [    0.123456] devm_memremap_pages attempted on mixed region [mem 0x200000000-0x2fbffffff flags 0x200]
      [    0.123456] WARNING: CPU: 0 PID: .. at kernel/memremap.c:190 devm_memremap_pages+0x../0x..
      [    0.123456] RIP: 0010:devm_memremap_pages+0x../0x..
      [    0.123456] Call Trace:
      [    0.123456]  pmem_attach_disk+0x../0x..
      [    0.123456]  nd_pmem_probe+0x../0x..
      [    0.123456]  nvdimm_bus_probe+0x../0x..
      [    0.123456] ---[ end trace 0000000000000000 ]---
      [    1.000300] nd_pmem: probe of namespace0.0 failed with error -95
      "
    `);
  });

  test('a WARN_ON has no text of its own', () => {
    const bare = { ...log.lines[1]!, text: '' };
    const [entry] = dmesgModel({ ...log, lines: [bare] }).entries;
    expect(entry!.lines.slice(0, 2)).toEqual([
      '------------[ cut here ]------------',
      'WARNING: CPU: 0 PID: .. at kernel/memremap.c:190 devm_memremap_pages+0x../0x..',
    ]);
  });

  test('a WARN names its place first since 6.19', () => {
    const [, warn] = log.lines;
    const lines = [{ ...warn!, warning: { ...warn!.warning!, placeFirst: true as const } }];
    expect(dmesgModel({ ...log, lines }).entries[0]!.lines[2]).toBe(
      'WARNING: kernel/memremap.c:190 at devm_memremap_pages+0x../0x.., CPU#0: ..',
    );
  });

  test('since omits earlier lines', () => {
    const { entries } = dmesgModel(log, { since: 2 });
    expect(entries.map(({ index, time, level }) => [index, time, level])).toEqual([[2, 1.0003, 'err']]);
    expect(dmesgModel(log, { since: 3 }).entries).toEqual([]);
    expect(renderDmesg(dmesgModel(log, { since: 3 }), { color: 0 })).toBe('');
  });

  test('times of several days keep the column width', () => {
    const late = { ...log, lines: [{ time: 86_400_000_001, level: 'info' as const, text: 'x' }] };
    expect(renderDmesg(dmesgModel(late), { color: 0 })).toBe('[86400.000001] x\n');
  });

  test('colour emphasises the message of a WARN, and changes no text', () => {
    const coloured = renderDmesg(dmesgModel(log), { color: 1 });
    const plainText = renderDmesg(dmesgModel(log), { color: 0 });
    expect(coloured.replace(/\u001b\[[0-9;]*m/g, '')).toBe(plainText);
    const line = (needle: string): string => coloured.split('\n').find((text) => text.includes(needle))!;
    expect(line('attempted on mixed')).toContain('\u001b[91m');
    expect(line('nd_pmem_probe')).not.toContain('\u001b[91m');
    expect(line('error -95')).toContain('\u001b[91m');
  });
});
