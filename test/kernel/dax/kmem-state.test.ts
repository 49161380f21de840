import { describe, expect, test } from 'vitest';
import { load_module } from '../../../src/kernel/kernel/module/main.ts';
import { proc_iomem } from '../../../src/kernel/kernel/resource/resource.ts';
import { bootHmem, DAX_DRIVERS } from '../../helpers/hmem.ts';
import type { PmemMachine } from '../../helpers/pmem.ts';

const STATE = '/sys/bus/dax/devices/dax0.0/state';
const BLOCKS = '/sys/devices/system/memory';

/** Soft Reserved memory of eight blocks that kmem has. */
function booted(kernel = '7.3', policy = 'online'): PmemMachine {
  const m = bootHmem(['1G%6G'], { kernel });
  m.echo(policy, `${BLOCKS}/auto_online_blocks`);
  load_module(m.k, 'kmem');
  m.news();
  return m;
}
const claims = (m: PmemMachine): string[] =>
  proc_iomem(m.k)
    .split('\n')
    .filter((line) => /dax|kmem/.test(line));
const blocks = (m: PmemMachine): string[] =>
  Array.from({ length: 8 }, (_, i) => m.cat(`${BLOCKS}/memory${48 + i}/state`));

describe('state of a dax device that kmem has', () => {
  test('exists since 7.3, while kmem has the device', () => {
    expect(booted('7.2').cat(STATE)).toBe('!ENOENT');
    const m = booted();
    expect(m.cat(STATE)).toBe('online');
    m.echo('offline', `${BLOCKS}/memory48/state`);
    expect(m.cat(STATE)).toBe('online');
    expect(m.echo('dax0.0', `${DAX_DRIVERS}/kmem/unbind`)).toBe('ok');
    expect(m.cat(STATE)).toBe('!ENOENT');
  });

  test('unplugs all memory, and plugs it in the state that is written', () => {
    const m = booted();
    expect(m.echo('unplugged', STATE)).toBe('ok');
    expect(m.cat(STATE)).toBe('unplugged');
    expect(claims(m)).toEqual([]);
    expect(new Set(blocks(m))).toEqual(new Set(['!ENOENT']));
    expect(m.k.state.mm.groups).toHaveLength(1);
    expect(m.echo('online_movable', STATE)).toBe('ok');
    expect(m.cat(STATE)).toBe('online_movable');
    expect(claims(m)).toEqual(['180000000-1bfffffff : dax0.0', '  180000000-1bfffffff : System RAM (kmem)']);
    expect(m.cat(`${BLOCKS}/memory48/valid_zones`)).toBe('Movable');
  });

  test.each([
    ['offline', 'EINVAL'],
    ['on', 'EINVAL'],
    ['online', 'ok'],
    ['online_kernel', 'EBUSY'],
  ])('online becomes %s: %s', (word, result) => {
    const m = booted();
    expect(m.echo(word, STATE)).toBe(result);
    expect(m.cat(STATE)).toBe('online');
  });

  test('is offline where hot-added memory stays offline, and unplugs it too', () => {
    const m = booted('7.3', 'offline');
    expect(m.cat(STATE)).toBe('offline');
    expect(m.echo('online', STATE)).toBe('EBUSY');
    expect(m.echo('unplugged', STATE)).toBe('ok');
    expect(m.echo('online', STATE)).toBe('ok');
    expect(new Set(blocks(m))).toEqual(new Set(['online']));
  });

  test('releases its memory group with the driver', () => {
    const m = booted();
    m.echo('unplugged', STATE);
    const { resources } = m.k.state;
    const before = JSON.stringify(resources);
    m.echo('dax0.0', `${DAX_DRIVERS}/kmem/unbind`);
    expect(m.echo('dax0.0', `${DAX_DRIVERS}/device_dax/bind`)).toBe('ENODEV');
    expect(JSON.stringify(resources)).toBe(before);
    expect(m.k.state.mm.groups).toEqual([]);
  });
});
