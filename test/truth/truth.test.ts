import { describe, expect, it } from 'vitest';
import { type Counts, countTranscript } from '../../.scripts/truth/counts.ts';
import { kindsOfBoot } from '../../.scripts/truth/kinds.ts';
import { truthPage } from '../../.scripts/truth/page.ts';
import { standingOf } from '../../.scripts/truth/standing.ts';
import { RELEASES } from '../../src/kernel/history/releases.ts';
import type { FailedStep } from '../../src/replay/replay.ts';
import type { RecordedBoot, Transcript } from '../../src/replay/transcript.ts';

const release = (name: string) => RELEASES.find((each) => each.name === name)!;

const boot = (over: Partial<RecordedBoot>): RecordedBoot => ({
  platform: { e820: [] },
  cmdline: 'memmap=4G!8G',
  kernel: '6.1.0-56-amd64',
  dmesg: [],
  steps: [],
  ...over,
});
const count = (boots: RecordedBoot[], failed: FailedStep[] = []): Counts => {
  const counts: Counts = {};
  countTranscript(counts, { name: '', about: '', boots } as Transcript, failed);
  return counts;
};
const list = { op: 'run' as const, argv: ['ndctl', 'list'], rc: 0, stdout: '', stderr: '' };

describe('kinds of memory', () => {
  it.each([
    [{ e820: [] }, 'memmap=4G!8G', ['e820']],
    [{ e820: [{ type: 'persistent (type 7)' }] }, '', ['e820']],
    [{ nvdimms: [{ labelSize: 131072 }, { labelSize: 0 }] }, '', ['labels', 'labelless']],
    [
      { buses: [{ dimms: [{ labelSize: 1 }], regions: [{ mappings: [1, 2] }] }] },
      '',
      ['labels', 'interleaved'],
    ],
    [{}, 'memmap=1G%8G-1+0xefffffff', ['soft']],
    [{ numa: [{ node: 0 }, { node: 1 }], virtioPmem: [1], cxl: {} }, '', ['numa', 'virtio', 'cxl']],
    [{ numa: [{ node: 0 }] }, 'memmap=1G%8G+2', []],
  ])('are read from platform and command line: %j %s', (platform, cmdline, kinds) => {
    expect(kindsOfBoot(platform, cmdline)).toEqual(kinds);
  });
});

describe('counts of answers', () => {
  it('go to what a step shows, and to memory that a step brings from then on', () => {
    const steps = [
      list,
      { ...list, argv: ['daxctl', 'reconfigure-device', '-m', 'system-ram'], dmesg: ['x'] },
      { op: 'iomem' as const, lines: [] },
    ];
    expect(count([boot({ steps, iomem: [] })])).toEqual({
      '6.1': {
        e820: { log: [2, 2], iomem: [2, 2], tool: [2, 2] },
        kmem: { tool: [1, 1], log: [1, 1], iomem: [1, 1] },
      },
    });
  });

  it('name the surface on which a step differs', () => {
    const failed = (what: string): FailedStep[] => [
      { boot: 1, step: 1, command: '', differences: [{ what, recorded: [], ours: [] }] },
    ];
    const boots = [boot({ steps: [{ ...list, dmesg: ['x'] }] })];
    expect(count(boots, failed('stdout'))['6.1']!.e820).toEqual({ log: [2, 2], tool: [1, 0] });
    expect(count(boots, failed('dmesg'))['6.1']!.e820).toEqual({ log: [2, 1], tool: [1, 1] });
    expect(count(boots, failed('memsim'))['6.1']!.e820).toEqual({ log: [2, 1], tool: [1, 0] });
  });
});

describe('what is known of a release', () => {
  const counts: Counts = { '5.2.1': { e820: { tool: [9, 9] } }, '6.1': { e820: { tool: [9, 8] } } };
  const standing = (name: string, kind: 'e820' | 'kmem' | 'soft' = 'e820') =>
    standingOf(release(name), kind, 'tool', counts);

  it('is a recording, or its difference from the nearest one', () => {
    expect(standing('6.1')).toEqual({ is: 'recorded', recorded: 9, matched: 8 });
    expect(standing('5.3')).toEqual({ is: 'read', from: '5.2.1' });
    expect(standing('5.1')).toEqual({ is: 'reported', from: '5.2.1' });
    expect(standing('6.2')).toEqual({ is: 'reported', from: '6.1' });
    expect(standing('6.1', 'soft').is).toBe('unverified');
  });

  it('is none for releases without such memory', () => {
    expect(standing('5.0', 'kmem')).toEqual({ is: 'absent' });
    expect(standing('5.4', 'soft')).toEqual({ is: 'absent' });
    expect(standing('5.5', 'soft').is).not.toBe('absent');
  });
});

describe('the page', () => {
  it('has exact counts, and the distance to the nearest recording', () => {
    const page = truthPage({ '6.1': { e820: { tool: [9, 8], log: [4, 4] } } });
    expect(page).toContain('| 6.1 | *8 of 9* | unverified | 4 recorded | unverified | unverified |');
    expect(page).toContain('| 4.4 to 4.13 | – | – | – | – | – |');
    expect(page).toMatch(/^\| 6\.2 to [\d.]+ \| reported \(6\.1\) \|/m);
  });
});
