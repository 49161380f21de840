import { describe, expect, test } from 'vitest';
import { dir, link, listing, resolve, ro } from '../../src/kernel/fs/sysfs.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { PathCache } from '../../src/wall/path-cache.ts';

const k = {} as Kernel;

/** A device `region0` that exists while `present` is set, and links that lead to it. */
function world() {
  const state = { present: true, lookups: 0 };
  const region = dir({
    size: ro(() => '1\n'),
    driver: link('/sys/bus/nd/drivers/nd_region'),
    power: dir({ control: ro(() => 'auto\n') }),
  });
  const root = dir({
    sys: dir({
      devices: listing(
        () => (state.present ? ['region0'] : []),
        (_k, name) => {
          state.lookups++;
          return state.present && name === 'region0' ? region : undefined;
        },
      ),
      bus: dir({
        nd: dir({
          drivers: dir({ nd_region: dir({ bind: ro(() => '') }) }),
          devices: dir({ region0: link('/sys/devices/region0') }),
        }),
      }),
      loop: link('/sys/loop'),
    }),
  });
  return { state, root, cache: new PathCache(k, root) };
}

const PATHS = [
  '/',
  '',
  '/sys',
  '/sys/',
  '/sys//devices',
  '/sys/devices/region0',
  '/sys/devices/region0/size',
  '/sys/devices/region0/size/x',
  '/sys/devices/region0/missing',
  '/sys/devices/region0/../region0/./size',
  '/sys/devices/region0/driver',
  '/sys/devices/region0/driver/bind',
  '/sys/bus/nd/devices/region0/driver/bind',
  '/sys/bus/nd/devices/region0/..',
  '/sys/bus/nd/devices/region9/size',
  '/sys/loop',
  '/sys/loop/x',
];

const splitAt = (path: string): [string, string] => {
  const at = path.indexOf('/', 1);
  return at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at + 1)];
};

describe('every path resolves like an uncached one', () => {
  test.each(PATHS)('%s', (path) => {
    const { root, cache } = world();
    for (const follow of [true, false])
      for (const _again of [1, 2]) {
        const there = resolve(k, root, path, follow);
        expect(cache.find(path, follow)).toEqual(there);
        const node = typeof there === 'number' ? there : there.node;
        expect(cache.node(path, undefined, follow)).toEqual(node);
        const [above, name] = splitAt(path);
        if (name !== '') expect(cache.node(above, name, follow)).toEqual(node);
      }
  });
});

test('a directory is looked up once', () => {
  const { state, cache } = world();
  for (const name of ['size', 'driver', 'missing', 'size']) cache.find(`/sys/devices/region0/${name}`);
  expect(state.lookups).toBe(1);
});

test.each(['size', 'power/control'])('a removed path disappears after a write: %s', (name) => {
  const { state, cache } = world();
  expect(cache.find(`/sys/devices/region0/${name}`)).toMatchObject({ node: { kind: 'file' } });
  state.present = false;
  cache.forget();
  expect(cache.find(`/sys/devices/region0/${name}`)).toBe(-2);
});

test('a missing path can appear without a write', () => {
  const { state, cache } = world();
  state.present = false;
  expect(cache.find('/sys/devices/region0/size')).toBe(-2);
  state.present = true;
  expect(cache.find('/sys/devices/region0/size')).toMatchObject({ path: '/sys/devices/region0/size' });
});

test('a directory that was found by itself is not looked up again', () => {
  const { state, cache } = world();
  expect(cache.node('/sys/devices/region0')).toMatchObject({ kind: 'dir' });
  cache.node('/sys/devices/region0', 'size');
  expect(state.lookups).toBe(1);
});
