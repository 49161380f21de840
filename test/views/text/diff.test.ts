import { expect, test } from 'vitest';
import { diffModel, renderDiff, renderLineChanges } from '../../../src/views/text/diff.ts';
import { ascii, plain } from '../machine.ts';

const NS = '/sys/bus/nd/devices/namespace0.0';

test('attributes before and after, aligned below their directory', () => {
  const model = diffModel([
    { path: `${NS}/holder`, before: '', after: 'pfn0.0' },
    { path: `${NS}/mode`, before: 'raw', after: 'memory' },
    { path: `${NS}/badblocks`, before: null, after: '' },
    { path: '/sys/bus/nd/devices/pfn0.0/size', before: '(ENXIO)', after: '4225761280' },
  ]);
  expect(renderDiff(model, ascii(80))).toBe(
    [
      '  /sys/bus/nd/devices/namespace0.0',
      '    holder     (empty) -> pfn0.0',
      '    mode       raw -> memory',
      '  + badblocks  (empty)',
      '  /sys/bus/nd/devices/pfn0.0',
      '    size  (ENXIO) -> 4225761280',
      '',
    ].join('\n'),
  );
});

test('an added or removed device is one line, with the attributes of a new one', () => {
  const PFN = '/sys/bus/nd/devices/pfn0.1';
  const model = diffModel([
    { path: `${PFN}/uevent`, before: null, after: 'DEVTYPE=nd_pfn' },
    { path: `${PFN}/mode`, before: null, after: 'none' },
    { path: `${PFN}/uuid`, before: null, after: '' },
    { path: `${PFN}/size`, before: null, after: '(ENXIO)' },
    { path: `${PFN}/align`, before: null, after: '2097152' },
    { path: '/sys/class/block/pmem0/size', before: '8257536', after: null },
  ]);
  expect(renderDiff(model, ascii(80))).toBe(
    '+ /sys/bus/nd/devices/pfn0.1  mode none, align 2097152\n- /sys/class/block/pmem0\n',
  );
});

test('of an attribute with several lines only the lines that differ are shown', () => {
  const model = diffModel([
    { path: `${NS}/uevent`, before: 'DRIVER=nd_pmem\nMODALIAS=nd:t4', after: 'MODALIAS=nd:t4' },
    { path: `${NS}/dpa_extents`, before: '1', after: '2' },
  ]);
  const text = renderDiff(model, plain(80));
  expect(text).toContain('uevent       DRIVER=nd_pmem → (empty)\n');
  expect(text).toContain('dpa_extents  1 → 2\n');
});

test('nothing changed prints nothing', () => {
  expect(renderDiff(diffModel([]), plain(80))).toBe('');
  expect(renderLineChanges({ removed: [], added: [] }, plain(80))).toBe('');
});

test('added and removed lines are signed', () => {
  const change = { removed: ['204200000-2fbffffff : dax0.0'], added: ['208000000-2f7ffffff : dax0.0'] };
  expect(renderLineChanges(change, plain(80))).toBe(
    '- 204200000-2fbffffff : dax0.0\n+ 208000000-2f7ffffff : dax0.0\n',
  );
});
