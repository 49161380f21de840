import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explainCommand } from '../../../src/explain/explanation.ts';
import { explainObject } from '../../../src/explain/object.ts';
import { bootCxl, cxlPlatform, cxlTool, GiB, show, twoOnBridge } from '../../helpers/cxl.ts';

const builtIn = (name: string): object => JSON.parse(readFileSync(`fixtures/platforms/${name}.json`, 'utf8'));
const explain = (machine: ReturnType<typeof bootCxl>, words: string) =>
  explainCommand(machine, ['cxl', 'create-region', ...words.split(' ')]);

describe('the plan of a region', () => {
  it('has its share of the window and of each memdev, and its addresses', async () => {
    const machine = bootCxl(2);
    const { verdict, sums, tests } = await explain(machine, '-d decoder0.0 -m mem0 mem1 -s 1G');
    expect(verdict).toBeUndefined();
    expect(Object.fromEntries(sums.map(({ name, value }) => [name, value]))).toEqual({
      'window start': 0x1c0000000,
      'window size': 8 * GiB,
      'window free': 8 * GiB,
      unit: GiB / 2,
      size: GiB,
      'of each memdev': GiB / 2,
      start: 0x1c0000000,
      'struct pages': GiB / 64,
    });
    expect(tests.map(({ ok }) => ok)).toEqual(tests.map(() => true));
    expect(show(machine, 'region0/size')).toBe('ENOENT');
  });

  it('takes all of the smallest memdev without a size', async () => {
    const machine = bootCxl(cxlPlatform([{ pmem: 2 * GiB }, { pmem: GiB }]));
    const { sums } = await explain(machine, '-d decoder0.0 -m mem0 mem1');
    expect(sums.find(({ name }) => name === 'size')?.value).toBe(2 * GiB);
  });

  it.each([
    ['-d decoder0.0 -m mem0 mem1 -s 768M', 'cxl-unit', ['-s', '1G']],
    ['-d decoder0.0 -m mem0 mem1 -s 16G', 'cxl-window-full', ['-s', '2G']],
    ['-d decoder0.0 -m mem0 mem1 -s 4G', 'cxl-dpa-short', ['-s', '2G']],
    ['-d decoder0.0 -m mem0 mem1 -w 3', 'cxl-memdev-count', ['mem0', 'mem1']],
    ['-d decoder0.0 -m mem0 -g 300', 'cxl-granularity', ['mem0']],
    ['-d decoder0.0 -m mem0 -t ram', 'cxl-ram-by-hand', undefined],
    ['-d decoder7.0', 'no-such-object', undefined],
    ['-m mem0', 'cxl-no-window', undefined],
  ])('%s violates %s', async (words, code, fixed) => {
    const { verdict, fixes = [] } = await explain(bootCxl(2), words);
    expect(verdict?.code).toBe(code);
    if (fixed === undefined) return;
    expect(fixes[0]?.commands.at(-1)?.split(' ')).toEqual(expect.arrayContaining(fixed));
  });

  it('finds a memdev with room where the named one has none', async () => {
    const machine = bootCxl(twoOnBridge(4, 1));
    await cxlTool(machine, 'create-region -d decoder0.0 -m mem0 -s 1G');
    const { verdict, fixes } = await explain(machine, '-d decoder0.0 -m mem0 -s 256M');
    expect(verdict?.code).toBe('cxl-no-decoder');
    expect(fixes?.map(({ commands }) => commands)).toEqual([
      ['memsim cxl create-region -d decoder0.0 -s 256M -m mem1'],
    ]);
  });
});

it('enables memdevs that are disabled', async () => {
  const machine = bootCxl(2);
  await cxlTool(machine, 'disable-memdev -f mem1');
  const { verdict, fixes } = await explain(machine, '-d decoder0.0 -m mem0 mem1');
  expect(verdict?.code).toBe('cxl-memdev-count');
  expect(fixes![0]!.commands).toEqual([
    'memsim cxl enable-memdev mem1',
    'memsim cxl create-region -d decoder0.0 -m mem0 mem1',
  ]);
});

it('nothing helps where the host bridge has no decoder for a second region', async () => {
  const machine = bootCxl(twoOnBridge(1, 1));
  await cxlTool(machine, 'create-region -d decoder0.0 -m mem0 -s 512M');
  const { verdict, fixes } = await explain(machine, '-d decoder0.0 -m mem1 -s 256M');
  expect([verdict?.code, fixes]).toEqual(['cxl-port-busy', []]);
});

describe('a locked region', () => {
  it('is explained, with the kernels that release it', async () => {
    const expander = builtIn('cxl-expander') as { cxl: { committed: object[] } };
    expander.cxl.committed = [{ ...expander.cxl.committed[0], locked: true }];
    const machine = bootCxl(expander, '7.0');
    const { verdict, fixes } = await explainCommand(machine, ['cxl', 'destroy-region', '-f', 'region0']);
    expect(verdict?.code).toBe('cxl-locked');
    expect(fixes?.map(({ what }) => what)).toEqual(['kernel 6.19']);
    expect((await explainObject(machine, 'region0'))!.said).toContain('locked: only a reset removes it');
  });
});

describe('RAM behind a window on other kernels', () => {
  const OTHERS = [
    ['4.4..5.4', 'RAM', 0],
    ['5.5..5.9', null, 0],
    ['5.10..6.2', 'Soft Reserved', 1.25 * GiB],
    ['6.3..6.15', 'CXL region', 1.25 * GiB],
    ['6.16..7.3', 'CXL region', 0],
  ];

  it.each([
    ['region0', '6.12'],
    ['mem0', '6.12'],
    ['hmem.0', '6.1'],
  ])('is told of %s on %s', async (object, kernel) => {
    const found = await explainObject(bootCxl(builtIn('cxl-inside-a-block'), kernel), object);
    expect(found!.releases!.map(({ from, to, by, lost }) => [`${from}..${to}`, by, lost])).toEqual(OTHERS);
  });

  it('is not told of persistent memory', async () => {
    const machine = bootCxl(1);
    await cxlTool(machine, 'create-region -d decoder0.0 -m mem0');
    expect((await explainObject(machine, 'region0'))!.releases).toBeUndefined();
  });
});
