import { describe, expect, it } from 'vitest';
import { readPlatform } from '../../src/firmware/schema.ts';
import { replayTranscript } from '../../src/replay/replay.ts';
import type { RecordedBoot, Step } from '../../src/replay/transcript.ts';
import type { Tool, ToolResult } from '../../src/tools/tool.ts';

const PLATFORM = {
  e820: [
    { start: '0x0', end: '0x9fbff', type: 'usable' },
    { start: '0x100000', end: '0x7fffffff', type: 'usable' },
    { start: '0x100000000', end: '0x3bfffffff', type: 'usable' },
  ],
};

const boot = (steps: Step[], more: Partial<RecordedBoot> = {}): RecordedBoot => ({
  platform: PLATFORM,
  cmdline: 'memmap=1G!8G',
  kernel: '6.1.0-56-amd64',
  dmesg: [],
  steps,
  ...more,
});

const A = '11111111-1111-4111-8111-111111111111';
const X = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';

/** Replays steps against a tool with given answers, and lists the differences. */
async function differences(
  steps: Step[],
  answer: Partial<ToolResult> = {},
  more: Partial<RecordedBoot> = {},
) {
  const ndctl: Tool = async (argv, { host }) => {
    if (argv[0] === 'save') host.write('@DIR/x', Buffer.from('saved'));
    const stdout = argv[0] === 'load' ? Buffer.from(host.read('@DIR/x') ?? '') : '';
    return { rc: 0, stdout, stderr: '', ...answer };
  };
  const result = await replayTranscript(
    { name: 'x', about: '', boots: [boot(steps, more)] },
    { tools: { ndctl }, parsePlatform: readPlatform },
  );
  return result.failed.flatMap((failed) => failed.differences.map((difference) => difference.what));
}

const run = (more: Partial<Extract<Step, { op: 'run' }>> = {}): Step => ({
  op: 'run',
  argv: ['ndctl', 'list'],
  rc: 0,
  stdout: '',
  stderr: '',
  ...more,
});

describe('a command', () => {
  it('matches by exit code, stdout and stderr', async () => {
    expect(await differences([run()])).toEqual([]);
    expect(await differences([run()], { rc: 1 })).toEqual(['rc']);
    expect(await differences([run()], { stdout: '\n' })).toEqual(['stdout']);
    expect(await differences([run({ stderr: 'no\n\n' })], { stderr: 'no\n' })).toEqual(['stderr']);
  });

  it('may list devices in any order, unlike other commands', async () => {
    const [recorded, ours] = ['[{"dev":"a"},{"dev":"b"}]', '[{"dev":"b"},{"dev":"a"}]'];
    expect(await differences([run({ stdout: recorded })], { stdout: ours })).toEqual([]);
    const argv = ['ndctl', 'read-labels'];
    expect(await differences([run({ argv, stdout: recorded })], { stdout: ours })).toEqual(['stdout']);
  });

  it('has its stderr compared up to the usage text, for a usage error alone', async () => {
    const stderr = '  Error: no\n\n usage: ndctl list\n';
    expect(await differences([run({ rc: 129, stderr: '  Error: no\n' })], { rc: 129, stderr })).toEqual([]);
    expect(await differences([run({ rc: 129, stderr: '  Error: yes\n' })], { rc: 129, stderr })).toEqual([
      'stderr',
    ]);
    expect(await differences([run({ rc: 1, stderr: '  Error: no\n' })], { rc: 1, stderr })).toEqual([
      'stderr',
    ]);
  });

  it('may generate another uuid, but not replace a given one', async () => {
    expect(await differences([run({ stdout: A })], { stdout: X })).toEqual([]);
    const given = run({ argv: ['ndctl', 'create-namespace', '-u', A], stdout: A });
    expect(await differences([given], { stdout: X })).toEqual(['stdout']);
  });

  it('must log the recorded lines', async () => {
    expect(await differences([run({ dmesg: ['nd_pmem x: y'] })])).toEqual(['dmesg']);
  });

  it('reads in @DIR a file of an earlier one', async () => {
    const save = run({ argv: ['ndctl', 'save'] });
    expect(await differences([save, run({ argv: ['ndctl', 'load'], stdout: 'saved' })])).toEqual([]);
  });

  it('of an unknown tool differs', async () => {
    expect(await differences([run({ argv: ['cxl', 'list'] })])).toEqual(['argv']);
  });
});

const REGION = '/sys/bus/nd/devices/region0';

describe('looks and writes', () => {
  it('compare each attribute, its error, or the target of a link', async () => {
    const look = (path: string, value: string | { error: string }): Step => ({
      op: 'sysfs',
      values: { [path]: value },
    });
    expect(await differences([look(`${REGION}/size`, '1073741824')])).toEqual([]);
    expect(await differences([look(`${REGION}/size`, '1073741825')])).toEqual([`${REGION}/size`]);
    expect(await differences([look(`${REGION}/no`, { error: 'ENOENT' })])).toEqual([]);
    expect(await differences([look(`${REGION}/size`, { error: 'ENOENT' })])).toEqual([`${REGION}/size`]);
    expect(await differences([look(`${REGION}/driver`, 'nd_region')])).toEqual([]);
  });

  it('compare a text with its newline', async () => {
    const cat = (stdout: string): Step => ({ op: 'cat', path: `${REGION}/size`, stdout });
    expect(await differences([cat('1073741824\n')])).toEqual([]);
    expect(await differences([cat('1073741824')])).toEqual([`${REGION}/size`]);
  });

  it('compare the result of a write', async () => {
    const write = (value: string, rc: number, error?: string): Step => ({
      op: 'write',
      path: `${REGION}/align`,
      value,
      rc,
      ...(error && { error }),
    });
    expect(await differences([write('0x1000000', 0)])).toEqual([]);
    expect(await differences([write('1', 0)])).toEqual(['write']);
    expect(await differences([write('1', 1, 'EINVAL')])).toEqual([]);
    expect(await differences([write('1', 1, 'EACCES')])).toEqual(['write']);
    expect(await differences([write('1', 1)])).toEqual([]);
    expect(await differences([write('0x1000000', 1)])).toEqual(['write']);
  });

  it('compare memory as far as it was recorded', async () => {
    expect(await differences([{ op: 'iomem', lines: [] }])).toEqual(['/proc/iomem']);
    expect(await differences([{ op: 'device-zone', lines: [] }])).toEqual(['Device zone']);
    expect(await differences([{ op: 'firmware-memmap', lines: [] }])).toEqual(['/sys/firmware/memmap']);
    expect(await differences([{ op: 'memory-blocks', blocks: [] }])).toEqual(['memory blocks']);
    const lines = [
      '0 0x0 0x9fbff System RAM',
      '1 0x100000 0x7fffffff System RAM',
      '2 0x100000000 0x3bfffffff System RAM',
    ];
    expect(await differences([{ op: 'firmware-memmap', lines }])).toEqual([]);
  });
});

describe('zones and links', () => {
  const zones = [
    { node: 0, zone: 'DMA', spanned: 4095, present: 3998, start_pfn: 1 },
    { node: 0, zone: 'DMA32', spanned: 1044480, present: 520192, start_pfn: 4096 },
    { node: 0, zone: 'Normal', spanned: 2883584, present: 2621440, start_pfn: 1048576 },
    { node: 0, zone: 'Movable', spanned: 0, present: 0 },
    { node: 0, zone: 'Device', spanned: 262144, present: 0 },
  ];

  it('are compared one by one, an absent field too', async () => {
    expect(await differences([{ op: 'zones', zones }])).toEqual([]);
    expect(await differences([{ op: 'zones', zones: zones.slice(1) }])).toEqual(['zones']);
    const moved = zones.map((zone) => (zone.zone === 'Movable' ? { ...zone, start_pfn: 0 } : zone));
    expect(await differences([{ op: 'zones', zones: moved }])).toEqual(['zones']);
  });

  it('have the target that readlink prints', async () => {
    const path = '/sys/bus/nd/devices/region0';
    const link = (target: string): Step => ({ op: 'links', values: { [path]: target } });
    expect(await differences([link('../../../devices/platform/e820_pmem/ndbus0/region0')])).toEqual([]);
    expect(await differences([link('../../../devices/platform/e820_pmem/ndbus0/region1')])).toEqual([path]);
    expect(await differences([link('/sys/devices/platform/e820_pmem/ndbus0/region0')])).toEqual([path]);
  });
});

describe('a boot', () => {
  it('has all lines about the order of nodes compared, or none', async () => {
    const order = ['Fallback order for Node 0: 0'];
    const command = ['Command line: memmap=1G!8G', 'Kernel command line: memmap=1G!8G'];
    const differ = async (dmesg: string[]) => {
      const result = await replayTranscript(
        { name: 'x', about: '', boots: [boot([], { dmesg, iomem: [] })] },
        { tools: {}, parsePlatform: readPlatform },
      );
      const [log] = result.failed[0]!.differences;
      return [...log!.recorded, ...log!.ours].filter((line) => /Node 0|ommand/.test(line));
    };
    expect(await differ(command)).toEqual([]);
    expect(await differ([...order, ...command])).toEqual([]);
    expect(await differ(['Fallback order for Node 0: 0 1', ...command])).toHaveLength(2);
    const words = command.map((line) => line.replace(': ', ': families '));
    expect(await differ(words)).toEqual([]);
    expect(await differ(words.map((line) => line.replace('families', 'family')))).toHaveLength(4);
  });

  it('is a step of its own, compared where it was recorded', async () => {
    expect(await differences([])).toEqual([]);
    expect(await differences([], {}, { iomem: [], zones: [] })).toEqual(['dmesg', '/proc/iomem', 'zones']);
  });

  it('that fails inside memsim is a difference, and the steps after it are', async () => {
    expect(await differences([run()], {}, { platform: { e820: 'none' } })).toEqual(['memsim', 'machine']);
  });
});
