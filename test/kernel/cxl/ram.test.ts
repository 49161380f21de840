import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bootCxl, cxlPlatform, GiB, iomem, show, store } from '../../helpers/cxl.ts';

const builtIn = (name: string): object => JSON.parse(readFileSync(`fixtures/platforms/${name}.json`, 'utf8'));

describe('a region of RAM', () => {
  it('becomes a dax device, and is removed with it', () => {
    const machine = bootCxl(cxlPlatform([{ ram: GiB }, { ram: GiB }]), '6.18');
    const steps: [path: string, text: string][] = [
      ['decoder0.0/create_ram_region', 'region0'],
      ['region0/interleave_ways', '2'],
      ['region0/interleave_granularity', '256'],
      ['region0/size', `${2 * GiB}`],
      ['decoder2.0/mode', 'ram'],
      ['decoder2.0/dpa_size', `${GiB}`],
      ['decoder3.0/mode', 'ram'],
      ['decoder3.0/dpa_size', `${GiB}`],
      ['region0/target0', 'decoder2.0'],
      ['region0/target1', 'decoder3.0'],
      ['region0/commit', '1'],
    ];
    for (const [path, text] of steps) expect([path, store(machine, path, text)]).toEqual([path, 'ok']);
    expect(store(machine, '../drivers/cxl_region/bind', 'region0')).toBe('ok');
    expect(show(machine, 'dax_region0/dax_region/size')).toBe(`${2 * GiB}`);
    expect(show(machine, 'dax_region0/modalias')).toBe('cxl:t8');
    expect(machine.files.read('/sys/bus/dax/devices/dax0.0/size')).toBe(`${2 * GiB}\n`);
    expect(store(machine, '../drivers/cxl_region/unbind', 'region0')).toBe('ok');
    expect(machine.files.list('/sys/bus/dax/devices')).toEqual([]);
  });

  it('of the firmware is found since 6.3', () => {
    const machine = bootCxl(builtIn('cxl-expander'), '6.18');
    expect(show(machine, 'region0/mode')).toBe('ram');
    expect(show(machine, 'region0/commit')).toBe('1');
    expect(iomem(machine).map((line) => line.replace(/\S+ : /, ''))).toEqual(['CXL Window 0', '  region0']);
    expect(machine.files.list('/sys/bus/dax/devices')).toEqual(['dax0.0']);
    expect(machine.files.list('/sys/bus/platform/devices')).toEqual(['ACPI0017:00']);
  });

  it('of the firmware is Soft Reserved memory before', () => {
    const machine = bootCxl(builtIn('cxl-expander'), '6.1');
    expect(show(machine, 'region0/mode')).toBe('ENOENT');
    expect(show(machine, 'decoder2.0/mode')).toBe('ram');
    expect(machine.files.list('/sys/bus/platform/devices')).toContain('hmem.0');
  });
});
