import { expect, test } from 'vitest';
import { diffModel, renderDiff, renderLineChanges } from '../../src/views/diff.ts';
import { ascii, plain } from './machine.ts';

const NS = '/sys/bus/nd/devices/namespace0.0';

test('attributes before and after, aligned below their directory', () => {
  const model = diffModel([
    { path: `${NS}/holder`, before: '', after: 'pfn0.0' },
    { path: `${NS}/mode`, before: 'memory', after: 'memory' },
    { path: '/sys/bus/nd/devices/pfn0.0/size', before: '(ENXIO)', after: '4225761280' },
    { path: '/sys/bus/nd/devices/pfn0.1/uuid', before: null, after: '' },
    { path: '/sys/class/block/pmem0/size', before: '8257536', after: null },
  ]);
  expect(renderDiff(model, ascii(80))).toBe(
    [
      '/sys/bus/nd/devices/namespace0.0',
      '    holder  (empty) -> pfn0.0',
      '    mode    memory -> memory',
      '/sys/bus/nd/devices/pfn0.0',
      '    size  (ENXIO) -> 4225761280',
      '/sys/bus/nd/devices/pfn0.1',
      '  + uuid  (empty)',
      '/sys/class/block/pmem0',
      '  - size  8257536',
      '',
    ].join('\n'),
  );
});

test('an attribute of several lines stays on one', () => {
  const model = diffModel([{ path: `${NS}/dpa_extents`, before: '1\n', after: '1\n2\n' }]);
  expect(renderDiff(model, plain(80))).toContain('dpa_extents  1 → 1 | 2\n');
});

test('nothing changed prints nothing', () => {
  expect(renderDiff(diffModel([]), plain(80))).toBe('');
  expect(renderLineChanges({ removed: [], added: [] }, plain(80))).toBe('');
});

test('lines that came and went are signed', () => {
  const change = { removed: ['204200000-2fbffffff : dax0.0'], added: ['208000000-2f7ffffff : dax0.0'] };
  expect(renderLineChanges(change, plain(80))).toBe(
    '- 204200000-2fbffffff : dax0.0\n+ 208000000-2f7ffffff : dax0.0\n',
  );
});
