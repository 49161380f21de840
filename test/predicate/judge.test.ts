import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPlatform } from '../../src/firmware/schema.ts';
import { bootMachine } from '../../src/machine/machine.ts';
import { compares, holds } from '../../src/predicate/judge.ts';
import type { Predicate } from '../../src/predicate/predicate.ts';
import { visibleState } from '../../src/predicate/visible-state.ts';

const GiB = 2 ** 30;
const MiB = 2 ** 20;

const platformFile = join(import.meta.dirname, '..', '..', 'fixtures', 'platforms', 'qemu-14g.json');
const platform = readPlatform(JSON.parse(readFileSync(platformFile, 'utf8')));
const boot = (cmdline: string) => bootMachine(platform, { kernel: '6.1', cmdline, seed: 1 });

describe('a comparison', () => {
  it('compares numbers by value in any notation', () => {
    expect(compares('0x1000000', { equals: 16777216 })).toBe(true);
    expect(compares('4096', { atLeast: 4096, atMost: 4096, multipleOf: 4096 })).toBe(true);
    expect(compares('4097', { multipleOf: 4096 })).toBe(false);
    expect(compares('0x144000000', { equals: '0x144000000' })).toBe(true);
  });

  it('does not hold for a missing number', () => {
    expect(compares('', { atLeast: 0 })).toBe(false);
    expect(compares('none', { equals: 0 })).toBe(false);
    expect(compares('none', { multipleOf: 1 })).toBe(false);
  });

  it('needs all of its conditions', () => {
    expect(compares('pmem0.1', { matches: '^pmem', contains: '.1' })).toBe(true);
    expect(compares('pmem0.1', { matches: '^pmem', contains: '.2' })).toBe(false);
  });
});

describe('predicates on a machine with memmap=128M!8256M', () => {
  const machine = boot('memmap=128M!8256M');
  const sees = (predicate: Predicate) => holds(visibleState(machine), predicate);
  const pmem = { see: 'iomem', name: 'Persistent Memory (legacy)' } as const;

  const met: [string, Predicate][] = [
    ['a file', { see: 'file', path: '/proc/cmdline', contains: 'memmap=' }],
    ['that a file is there', { see: 'file', path: '/sys/bus/nd/devices/region0/size', exists: true }],
    ['that a folder is there', { see: 'file', path: '/sys/bus/nd/devices/region0', exists: true }],
    ['that a file is not there', { see: 'file', path: '/sys/bus/nd/devices/region1', exists: false }],
    ['what ndctl lists', { see: 'ndctl', list: '-N', path: '[dev=namespace0.0].blockdev', equals: 'pmem0' }],
    ['that daxctl lists nothing', { see: 'daxctl', list: '-D', path: 'chardev', exists: false }],
    ['the log', { see: 'log', contains: 'unable to guarantee persistence' }],
    ['the release', { see: 'kernel', release: '6.1', lacks: 'probe-with-driver' }],
    ['a range', { ...pmem, start: 8256 * MiB, size: 128 * MiB, end: 8384 * MiB - 1, aligned: 64 * MiB }],
    ['how many ranges there are', { ...pmem, atMost: 1 }],
    ['owners of a section', { see: 'owners', at: 8 * GiB, of: ['System RAM', 'namespace0.0'] }],
    ['marks', { see: 'marks', start: 8 * GiB, size: 256 * MiB, mark: 'pmem-ram', equals: 64 }],
    ['marks of a part', { see: 'marks', start: 8 * GiB, size: 66 * MiB, mark: 'pmem-ram', equals: 1 }],
    ['marks in folded rows', { see: 'marks', start: 4 * GiB, size: 4 * GiB, mark: 'ram', equals: 2048 }],
    ['bytes', { see: 'not', of: { see: 'bytes', device: '/dev/pmem0', offset: 0, text: 'a' } }],
  ];
  it.each(met)('%s', async (_, predicate) => expect(await sees(predicate)).toBe(true));

  const unmet: [string, Predicate][] = [
    ['text that a file lacks', { see: 'file', path: '/proc/cmdline', contains: 'exactmap' }],
    ['a file that is not there', { see: 'file', path: '/sys/none', equals: '' }],
    [
      'a device that is not listed',
      { see: 'ndctl', list: '-N', path: '[dev=namespace1.0].size', atLeast: 0 },
    ],
    ['a line that is no WARN', { see: 'log', contains: 'unable to guarantee', warning: true }],
    ['another release', { see: 'kernel', release: '6.12' }],
    ['a change that it lacks', { see: 'kernel', has: 'probe-with-driver' }],
    ['a range elsewhere', { ...pmem, start: 8 * GiB }],
    ['coarser alignment', { ...pmem, aligned: 128 * MiB }],
    ['an owner elsewhere', { see: 'owners', at: 4 * GiB, of: ['namespace0.0'] }],
    ['a device without a node', { see: 'bytes', device: '/dev/pmem1', offset: 0, text: 'a' }],
  ];
  it.each(unmet)('but not %s', async (_, predicate) => expect(await sees(predicate)).toBe(false));

  it('in all, any and none', async () => {
    const [[, yes], [, no]] = [met[0]!, unmet[0]!];
    expect(await sees({ see: 'all', of: [yes, yes] })).toBe(true);
    expect(await sees({ see: 'all', of: [yes, no] })).toBe(false);
    expect(await sees({ see: 'any', of: [no, yes] })).toBe(true);
    expect(await sees({ see: 'any', of: [no, no] })).toBe(false);
    expect(await sees({ see: 'not', of: no })).toBe(true);
  });

  it('leave it unchanged', async () => {
    const before = JSON.stringify(machine.kernel.state);
    for (const [, predicate] of [...met, ...unmet]) await sees(predicate);
    expect(JSON.stringify(machine.kernel.state)).toBe(before);
  });
});

describe('a machine that crashed', () => {
  const machine = boot('');
  machine.kernel.state.log.lines.push({ time: 1, level: 'alert', text: 'general protection fault: 0000' });
  machine.kernel.state.crashed = 'general protection fault';
  const sees = (predicate: Predicate) => holds(visibleState(machine), predicate);

  it('shows its log and its kernel', async () => {
    expect(await sees({ see: 'log', contains: 'general protection fault' })).toBe(true);
    expect(await sees({ see: 'all', of: [{ see: 'kernel', release: '6.1' }] })).toBe(true);
  });

  it('meets no other predicate, nor its negation', async () => {
    const file: Predicate = { see: 'file', path: '/proc/cmdline', exists: true };
    expect(await sees(file)).toBe(false);
    expect(await sees({ see: 'not', of: file })).toBe(false);
  });
});
