import { describe, expect, it } from 'vitest';
import { attribute_part, device_dir, entry_part } from '../../../src/kernel/fs/attribute-table.ts';
import { link, ro } from '../../../src/kernel/fs/sysfs.ts';
import type { Kernel } from '../../../src/kernel/kernel.ts';

const k = {} as Kernel;
const find = (_k: Kernel, device: string): string | undefined => (device === 'gone' ? undefined : device);

const directory = device_dir(
  attribute_part({ size: { mode: 0o444, show: (_k, device) => `${device}\n` }, hidden: { mode: 0 } }, find),
  attribute_part(
    {
      size: { mode: 0o444, show: () => 'shadowed\n' },
      hidden: { mode: 0o444, show: () => 'seen\n' },
      secret: { mode: 0o200, store: () => 0 },
      broken: { mode: 0o444, show: () => -6 },
      mute: { mode: 0o644, store: () => 0 },
    },
    find,
  ),
  entry_part({ driver: () => link('/driver'), late: () => ro(() => 'late\n') }),
  attribute_part({ late: { mode: 0o444, show: () => 'shadowed\n' } }, find),
);

describe('an attribute that is read without a node', () => {
  it.each([
    ['size', 'region0\n'],
    ['hidden', 'seen\n'],
    ['secret', -13],
    ['broken', -6],
    ['mute', -5],
  ])('has the text or errno of its node: %s', (name, expected) => {
    expect(directory('region0').show?.(k, name)).toBe(expected);
    const node = directory('region0').lookup(k, name);
    const readable = node?.kind === 'file' && (node.mode & 0o444) !== 0;
    if (readable) expect(node.show?.(k)).toBe(expected);
    else expect(expected).toBe(-13);
  });

  it.each(['driver', 'late', 'none'])('leaves other entries to lookup: %s', (name) => {
    expect(directory('region0').show?.(k, name)).toBeUndefined();
  });

  it('is absent without its device', () => {
    expect(directory('gone').show?.(k, 'size')).toBeUndefined();
  });
});
