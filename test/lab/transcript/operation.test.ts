import { describe, expect, it } from 'vitest';
import { readScript } from '../script.ts';
import { recordedStep, scriptLine, shellText } from './operation.ts';

const answer = { rc: 0, stdout: '', stderr: '', log: '' };
const encode = (text: string): string => Buffer.from(text).toString('base64');

describe('what a script asks', () => {
  it('is read as memsim writes it, boots included', () => {
    const boots = readScript(
      "boot --cmdline 'memmap=4G!8G'\nndctl list -RN\n\nreboot\nwrite /sys/x 'a b' # why\n",
      's',
    );
    expect(boots).toEqual([
      { cmdline: 'memmap=4G!8G', operations: [{ op: 'run', argv: ['ndctl', 'list', '-RN'] }] },
      { operations: [{ op: 'write', path: '/sys/x', value: 'a b' }] },
    ]);
  });

  it('is refused by its place when it cannot be recorded', () => {
    expect(() => readScript('iomem\nreadlink /sys/x', 'demo.txt')).toThrow(
      /^demo\.txt:2: 'readlink \/sys\/x' is none of/,
    );
    expect(() => readScript('boot --kernl 6.1', 'demo.txt')).toThrow(/^demo\.txt:1: .*--kernl/);
  });

  it.each([
    { op: 'run', argv: ['ndctl', 'create-namespace', '-n', "it's"] },
    { op: 'write', path: '/sys/a b', value: '$x' },
    { op: 'sysfs', paths: ['/sys/a', '/sys/b'] },
    { op: 'iomem' },
  ] as const)('is written as a line that reads back: $op', (operation) => {
    const copy = structuredClone(operation) as Parameters<typeof scriptLine>[0];
    expect(readScript(scriptLine(copy), 's')[0]!.operations).toEqual([operation]);
  });

  it('names a scratch folder in the guest', () => {
    expect(shellText({ op: 'run', argv: ['ndctl', 'read-labels', '-o', '@DIR/l'] })).toBe(
      'ndctl read-labels -o /tmp/dir/l',
    );
  });
});

describe('steps of a transcript', () => {
  it('name the errno of a failed write', () => {
    const stderr = 'sh: write error: Invalid argument\n';
    const step = recordedStep({ op: 'write', path: '/p', value: 'v' }, { ...answer, rc: 1, stderr });
    expect(step).toEqual({ op: 'write', path: '/p', value: 'v', rc: 1, error: 'EINVAL' });
  });

  it('end where a usage text begins', () => {
    const stderr = '  Error: unknown switch `Z\n\n usage: ndctl list';
    const step = recordedStep({ op: 'run', argv: ['ndctl', 'list', '-Z'] }, { ...answer, rc: 129, stderr });
    expect(step).toMatchObject({ stderr: '  Error: unknown switch `Z\n' });
  });

  it('hold attributes and their errors', () => {
    const stdout = `0 /sys/a ${encode('1\n')}\n1 /sys/b ${encode('cat: read error: No such device or address\n')}\n`;
    expect(recordedStep({ op: 'sysfs', paths: [] }, { ...answer, stdout })).toEqual({
      op: 'sysfs',
      values: { '/sys/a': '1', '/sys/b': { error: 'ENXIO' } },
    });
  });

  it('hold memory blocks in the order of their numbers', () => {
    const line = (block: string, name: string, text: string): string =>
      `0 /sys/devices/system/memory/${block}/${name} ${encode(text)}`;
    const stdout = ['memory10', 'memory9']
      .flatMap((block) => [line(block, 'state', 'online\n'), line(block, 'valid_zones', 'Normal\n')])
      .join('\n');
    const step = recordedStep({ op: 'memory-blocks' }, { ...answer, stdout });
    expect(step).toMatchObject({ blocks: [{ block: 'memory9', state: 'online' }, { block: 'memory10' }] });
  });

  it('hold memory and its users, and the Device zone', () => {
    const iomem =
      '100000000-1ffffffff : System RAM\nc0000000-febfffff : PCI Bus 0000:00\n  200000000-2ffffffff : namespace0.0\n';
    expect(recordedStep({ op: 'iomem' }, { ...answer, stdout: iomem })).toMatchObject({
      lines: ['100000000-1ffffffff : System RAM', '  200000000-2ffffffff : namespace0.0'],
    });
    const zoneinfo =
      'Node 0, zone   Normal\n        spanned  9\nNode 0, zone   Device\n        spanned  7\n        present  0\n';
    expect(recordedStep({ op: 'device-zone' }, { ...answer, stdout: zoneinfo })).toMatchObject({
      lines: ['Node 0, zone Device', 'spanned 7', 'present 0'],
    });
  });
});
