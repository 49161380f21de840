import { describe, expect, test } from 'vitest';
import { explainDax, explainHmem } from '../../src/explain/dax.ts';
import { explainCommand } from '../../src/explain/explanation.ts';
import { readPlatform } from '../../src/firmware/schema.ts';
import { load_module } from '../../src/kernel/kernel/module/main.ts';
import { bootMachine } from '../../src/machine/machine.ts';
import { EIGHT_GIB } from '../helpers/boot.ts';
import { bootHmem, REGION } from '../helpers/hmem.ts';

const dax = (m: ReturnType<typeof bootHmem>, name = 'dax0.0') =>
  explainDax(m.k, m.k.state.dax.devices[name]!);
const hmem = (m: ReturnType<typeof bootHmem>) => explainHmem(m.k, m.k.state.dax.hmem!['hmem.0']!);
const value = ({ sums }: ReturnType<typeof dax>, name: string) =>
  sums.find((sum) => sum.name === name)?.value;

describe('a dax device explained', () => {
  test('reports why it is idle', () => {
    const m = bootHmem(['1G%6G'], { kernel: '6.12' });
    expect(dax(m).said).toEqual([
      'disabled: it matches kmem by type, which binds it when its module is loaded',
    ]);
    load_module(m.k, 'kmem');
    expect(dax(m).said).toEqual([]);
    const idle = bootHmem(['1G%6G'], { kernel: '6.12', cmdline: 'dax_hmem.region_idle' });
    expect(dax(idle).said).toEqual(['no size: no driver binds it before it has one']);
    idle.echo('0x40000000', `${REGION}/dax0.0/size`);
    expect(dax(idle).said).toEqual(['disabled']);
  });

  test('counts whole memory blocks, range by range', () => {
    const m = bootHmem(['1G%0x184000000'], { cmdline: 'dax_hmem.region_idle' });
    m.echo('184000000-18fffffff', `${REGION}/dax0.0/mapping`);
    expect(value(dax(m), 'as System RAM')).toBe(0x8000000);
    m.echo('190000000-197ffffff', `${REGION}/dax0.0/mapping`);
    expect(value(dax(m), 'mapping1 as System RAM')).toBe(0x8000000);
    expect(dax(m).tests.map(({ ok }) => ok)).toEqual([false, true, true, true]);
  });

  test('reports where its struct pages would be', () => {
    const on = { kernel: '6.12', cmdline: 'memory_hotplug.memmap_on_memory=1' };
    const m = bootHmem(['1G%6G'], on);
    m.echo('1', `${REGION}/dax0.0/memmap_on_memory`);
    expect(dax(m).said).toContain('memmap_on_memory is set: as System RAM it holds its own struct pages');
  });
});

describe('a refused mode system-ram', () => {
  test('has a fix that keeps ZONE_MOVABLE, and one that does not', async () => {
    const request = { kernel: '6.12', cmdline: 'memmap=1G%6G-1+0xefffffff', seed: 1 };
    const machine = bootMachine(readPlatform(EIGHT_GIB), request);
    machine.files.write('/sys/devices/system/memory/auto_online_blocks', 'online');
    const argv = ['daxctl', 'reconfigure-device', '-m', 'system-ram', 'dax0.0'];
    const { verdict, fixes } = await explainCommand(machine, argv);
    expect(verdict?.code).toBe('auto-online');
    const typed = `memsim ${argv.join(' ')}`;
    expect(fixes?.map(({ commands }) => commands)).toEqual([
      [`${typed} --force`],
      ['memsim write /sys/devices/system/memory/auto_online_blocks offline', typed],
    ]);
  });
});

describe('a Soft Reserved range explained', () => {
  test('reports what its devices leave free', () => {
    const m = bootHmem(['1G%6G'], { cmdline: 'dax_hmem.region_idle' });
    m.echo('0x10000000', `${REGION}/dax0.0/size`);
    expect(value(hmem(m), 'available')).toBe(0x30000000);
  });

  test('is no region when it is not made of 2 MiB', () => {
    const facts = hmem(bootHmem(['1G%0x180001000']));
    expect(facts.said).toEqual(['no dax region: the probe of dax_hmem failed']);
    expect(facts.tests.map(({ ok }) => ok)).toEqual([false, true]);
  });
});
