import { describe, expect, it } from 'vitest';
import type { TraceCall, TraceFile, TraceItem } from '../../../../src/machine/trace/trace.ts';
import { renderTrace } from '../../../../src/views/text/diagnosis/trace.ts';
import { renderShellTrace } from '../../../../src/views/text/diagnosis/trace-shell.ts';

const TERMINAL = { width: 60, color: 0, unicode: false } as const;
const call = (name: string, result: string, items: TraceItem[] = [], args = ''): TraceCall => ({
  kind: 'call',
  name,
  args,
  result,
  items,
});
const write = (path: string, text: string, items: TraceItem[] = []): TraceFile => ({
  kind: 'file',
  op: 'write',
  path,
  text,
  items,
});

describe('a trace', () => {
  it('prints equal adjacent calls once', () => {
    const added = call('sparse_add_section', '0', [], '1');
    const other = call('sparse_add_section', '-EEXIST', [], '2');
    expect(renderTrace([call('__add_pages', '-EEXIST', [added, added, added, other])], TERMINAL)).toBe(
      [
        '__add_pages() {',
        '  sparse_add_section(1);  /* = 0 */',
        '  /* 2 more of the same */',
        '  sparse_add_section(2);  /* = -EEXIST */',
        '}  /* __add_pages = -EEXIST */',
        '',
      ].join('\n'),
    );
  });

  it('omits reads', () => {
    const read: TraceFile = { kind: 'file', op: 'read', path: '/sys/x', value: '1\n', items: [] };
    expect(renderTrace([read, read], TERMINAL)).toBe('');
  });

  it('wraps a log line and cuts arguments at the terminal width', () => {
    const long = 'nd_pmem namespace0.0: '.repeat(6);
    const items: TraceItem[] = [
      { kind: 'log', text: long.trim(), warning: false },
      call('memremap_pages', '0', [], 'x'.repeat(80)),
    ];
    const lines = renderTrace(items, TERMINAL).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
  });
});

describe('the wall as shell lines', () => {
  it('uses short paths to devices, and quotes for a shell', () => {
    const nd = '/sys/devices/platform/e820_pmem/ndbus0/region0';
    const items = [
      write(`${nd}/namespace0.0/alt_name`, "it's mine\n"),
      write(`${nd}/dax0.1/dax0.0/driver/unbind`, 'dax0.0'),
      { ...write(`${nd}/align`, '3\n'), error: 'EINVAL' as const },
    ];
    expect(renderShellTrace(items, TERMINAL).trimEnd().split('\n')).toEqual([
      "echo 'it'\\''s mine' > /sys/bus/nd/devices/namespace0.0/alt_name",
      'echo -n dax0.0 > /sys/bus/dax/devices/dax0.0/driver/unbind',
      'echo 3 > /sys/bus/nd/devices/region0/align  # EINVAL',
    ]);
  });
});
