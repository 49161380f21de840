import { expect, it } from 'vitest';
import { MiB } from '../../../src/lib/units.ts';
import { sectionCounter } from '../../../src/views/model/namespace-sections.ts';

const range = (start: number, size: number) => ({ start: start * MiB, end: (start + size) * MiB - 1 });
const pagemap = (owner: string, ...ranges: ReturnType<typeof range>[]) => ({ owner, ranges });

it('counts the sections of a namespace, of its claimer and of the devices of its dax region, each once', () => {
  const count = sectionCounter({
    nd: { namespaces: { 'namespace0.0': { claim: null }, 'namespace0.1': { claim: 'dax0.0' } } },
    dax: {
      devices: {
        'dax0.0': { name: 'dax0.0', region: 'dax0.0' },
        'dax0.1': { name: 'dax0.1', region: 'dax0.0' },
        'dax1.0': { name: 'dax1.0', region: 'dax1.0' },
      },
    },
    mm: {
      pagemaps: {
        1: pagemap('namespace0.0', range(0, 128), range(192, 64)),
        2: pagemap('dax0.0', range(1088, 128)),
        3: pagemap('dax0.1', range(1024, 64)),
        4: pagemap('dax1.0', range(2048, 512)),
      },
    },
  });
  expect(count('namespace0.0')).toBe(2);
  expect(count('namespace0.1')).toBe(2);
  expect(count('namespace0.9')).toBe(0);
});
