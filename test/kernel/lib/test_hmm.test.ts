import { describe, expect, it, test } from 'vitest';
import { proc_iomem } from '../../../src/kernel/kernel/resource/resource.ts';
import type { Kernel } from '../../../src/kernel/kernel.ts';
import { dmirror_allocate_chunk, dmirror_device_remove_chunks } from '../../../src/kernel/lib/test_hmm.ts';
import { node_zone } from '../../../src/kernel/mm/memory_hotplug/zones.ts';
import type { Tracer } from '../../../src/kernel/trace.ts';
import { ERRNO } from '../../../src/lib/errno.ts';
import { GiB, MiB, PAGE_SIZE, TiB } from '../../../src/lib/units.ts';
import { bootMachine, EIGHT_GIB, logged } from '../../helpers/boot.ts';

/** Names of the kernel functions that `act` calls. */
function traceOf(k: Kernel, act: () => void): string[] {
  const names: string[] = [];
  const tracer: Tracer = { enter: (name) => void names.push(name), leave: () => {} };
  k.tracer = tracer;
  act();
  k.tracer = undefined;
  return names;
}

describe('device-private memory', () => {
  test.each(['4.14.67', '5.2', '5.3', '6.1', '6.15'])(
    '%s: gets the highest unused addresses, section by section',
    (kernel) => {
      const k = bootMachine({ kernel });
      expect(dmirror_allocate_chunk(k, 256 * MiB)).toEqual({ start: TiB - 256 * MiB, end: TiB - 1 });
      expect(dmirror_allocate_chunk(k, 100 * MiB)).toEqual({
        start: TiB - 384 * MiB,
        end: TiB - 256 * MiB - 1,
      });
      expect(proc_iomem(k)).toContain('fff0000000-ffffffffff : hmm_dmirror\n');
      expect(Object.values(k.state.mm.pagemaps).map(({ type }) => type)).toEqual(['private', 'private']);
    },
  );

  it('skips reserved ranges', () => {
    const reserved = [{ start: TiB - 12 * GiB, end: TiB - 1, name: 'Reserved' }];
    const k = bootMachine({ platform: { ...EIGHT_GIB, reserved } });
    expect(dmirror_allocate_chunk(k, GiB)).toMatchObject({ end: TiB - 12 * GiB - 1 });
  });

  it('has struct pages in zone Device and no direct mapping', () => {
    const k = bootMachine();
    const names = traceOf(k, () => dmirror_allocate_chunk(k, 256 * MiB));
    expect(names).toContain('add_pages');
    expect(names).not.toContain('arch_add_memory');
    expect(node_zone(k, 0, 'Device')).toMatchObject({ spanned: (256 * MiB) / PAGE_SIZE, present: 0 });
  });

  test.each([
    ['4.14.67', TiB],
    ['6.0', TiB],
    ['6.1', 8 * GiB],
    ['6.12', 8 * GiB],
  ])('%s: the end of memory is %i', (kernel, end) => {
    const k = bootMachine({ kernel });
    dmirror_allocate_chunk(k, 256 * MiB);
    expect(k.state.mm.maxPfn).toBe(end / PAGE_SIZE);
  });

  test.each(['4.14.67', '5.2', '6.1'])('%s: leaves nothing behind when it is removed', (kernel) => {
    const k = bootMachine({ kernel });
    const before = [proc_iomem(k), JSON.stringify(k.state.mm.sections)];
    dmirror_allocate_chunk(k, 256 * MiB);
    dmirror_allocate_chunk(k, GiB);
    expect(dmirror_device_remove_chunks(k)).toBe(2);
    expect([proc_iomem(k), JSON.stringify(k.state.mm.sections)]).toEqual(before);
    expect(k.state.mm.pagemaps).toEqual({});
    expect(logged(k, /WARN|failed to free/)).toEqual([]);
  });

  it('needs addresses, and RAM for its struct pages', () => {
    const k = bootMachine();
    expect(dmirror_allocate_chunk(k, 2 * TiB)).toBe(-ERRNO.ERANGE);
    const before = proc_iomem(k);
    expect(dmirror_allocate_chunk(k, 480 * GiB)).toBe(-ERRNO.ENOMEM);
    expect(proc_iomem(k)).toBe(before);
  });

  it('exists since 4.14', () => {
    expect(dmirror_allocate_chunk(bootMachine({ kernel: '4.13' }), GiB)).toBe(-ERRNO.EOPNOTSUPP);
  });
});
