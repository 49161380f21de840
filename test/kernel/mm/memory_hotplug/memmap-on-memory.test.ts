import { describe, expect, test } from 'vitest';
import { acpi_scan_device_check } from '../../../../src/kernel/acpi/scan.ts';
import { memmap_in_ram } from '../../../../src/kernel/arch/x86/init_64/vmemmap.ts';
import { load_module } from '../../../../src/kernel/kernel/module/main.ts';
import { remove_memory } from '../../../../src/kernel/mm/memory_hotplug/add.ts';
import { findRun } from '../../../../src/lib/runs.ts';
import { renderVmemmap, vmemmapModel } from '../../../../src/views/text/memory/vmemmap.ts';
import { bootMachine, logged } from '../../../helpers/boot.ts';
import { bootHmem, DAX_DRIVERS, REGION } from '../../../helpers/hmem.ts';
import { drive, type PmemMachine } from '../../../helpers/pmem.ts';

const ON = 'memory_hotplug.memmap_on_memory=1';
const PARAMETER = '/sys/module/memory_hotplug/parameters/memmap_on_memory';
const BLOCKS = '/sys/devices/system/memory';
const MiB = 2 ** 20;

const homeOf = (m: PmemMachine, section: number) => findRun(m.k.state.mm.sections, section)?.memmap;

/** Soft Reserved memory of 1 GiB at 6 GiB, its device given to kmem with the attribute set. */
function added(kernel: string, cmdline = ON): PmemMachine {
  const m = bootHmem(['1G%6G'], { kernel, cmdline: `${cmdline} memhp_default_state=offline` });
  m.echo('1', `${REGION}/dax0.0/memmap_on_memory`);
  load_module(m.k, 'kmem');
  return m;
}

describe('memory_hotplug.memmap_on_memory', () => {
  test.each([
    ['5.12', ON, '!ENOENT'],
    ['5.13', ON, 'Y'],
    ['6.1', '', 'N'],
    ['6.1', 'memory_hotplug.memmap_on_memory', 'Y'],
    ['6.1', 'memory-hotplug.memmap-on-memory=on', 'Y'],
    ['6.1', 'memory_hotplug.memmap_on_memory=force', 'N'],
    ['6.12', 'memory_hotplug.memmap_on_memory=force', 'force'],
    ['6.12', 'memory_hotplug.memmap_on_memory=1 memory_hotplug.memmap_on_memory=0', 'N'],
  ])('%s with "%s" is %s', (kernel, cmdline, shown) =>
    expect(drive(bootMachine({ kernel, cmdline })).cat(PARAMETER)).toBe(shown),
  );

  test('logs the cost in pages when forced', () => {
    const k = bootMachine({ kernel: '6.12', cmdline: 'memory_hotplug.memmap_on_memory=force' });
    expect(logged(k, /waste/)).toEqual(['Memory hotplug will waste 0 pages in each memory block']);
  });
});

describe('struct pages of a kmem device', () => {
  test('are in its memory blocks, from 6.8 on, when parameter and attribute are set', () => {
    const m = added('6.12');
    const before = memmap_in_ram(m.k);
    expect(m.cat(`${REGION}/dax0.0/memmap_on_memory`)).toBe('1');
    expect(homeOf(m, 48)).toBe('self-hosted');
    expect(homeOf(m, 55)).toBe('self-hosted');
    expect(m.echo('online_movable', `${BLOCKS}/memory48/state`)).toBe('ok');
    expect(memmap_in_ram(m.k) - before).toBe(2 * MiB);
    const model = vmemmapModel(m.k.state);
    expect(model.inAdded).toBe(16 * MiB);
    expect(renderVmemmap(model, { width: 100, color: 0, unicode: true })).toContain(
      'struct pages take 96 MiB of RAM and 16 MiB of the added memory itself',
    );
  });

  test('are in RAM without the attribute, and before 6.8', () => {
    expect(homeOf(added('6.12', ''), 48)).toBe('ram-pmd');
    const early = bootHmem(['1G%6G'], { kernel: '6.1', cmdline: ON });
    load_module(early.k, 'kmem');
    early.echo('dax0.0', `${DAX_DRIVERS}/device_dax/unbind`);
    early.echo('dax0.0', `${DAX_DRIVERS}/kmem/new_id`);
    expect(homeOf(early, 48)).toBe('ram-pmd');
  });

  test('are removed with the memory, which can then be added with other struct pages', () => {
    const m = added('6.12');
    expect(m.echo('0', `${REGION}/dax0.0/memmap_on_memory`)).toBe('EBUSY');
    expect(m.echo('1', `${REGION}/dax0.0/memmap_on_memory`)).toBe('ok');
    expect(m.echo('dax0.0', `${DAX_DRIVERS}/kmem/unbind`)).toBe('ok');
    expect(homeOf(m, 48)).toBeUndefined();
    expect(m.echo('0', `${REGION}/dax0.0/memmap_on_memory`)).toBe('ok');
    expect(m.echo('dax0.0', `${DAX_DRIVERS}/kmem/bind`)).toBe('ok');
    expect(homeOf(m, 48)).toBe('ram-pmd');
  });
});

describe('a hot-added DIMM', () => {
  test.each([
    { kernel: '5.12', size: 128, home: 'ram-pmd' },
    { kernel: '5.13', size: 128, home: 'self-hosted' },
    { kernel: '6.7', size: 256, home: 'ram-pmd' },
    { kernel: '6.8', size: 256, home: 'self-hosted' },
  ])('of $size MiB on $kernel has its struct pages in $home', ({ kernel, size, home }) => {
    const m = drive(bootMachine({ kernel, cmdline: ON }));
    expect(acpi_scan_device_check(m.k, 0x200000000, size * MiB).error).toBe(0);
    expect(homeOf(m, 64)).toBe(home);
    expect(remove_memory(m.k, 0x200000000, size * MiB)).toBe(0);
    expect(homeOf(m, 64)).toBeUndefined();
  });
});
