import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitWords } from '../../src/experiments/words.ts';
import { attempt } from '../../src/explain/attempt.ts';
import { explainCommand } from '../../src/explain/explanation.ts';
import { explainLog } from '../../src/explain/log.ts';
import { explainObject } from '../../src/explain/object.ts';
import { readPlatform } from '../../src/firmware/schema.ts';
import { bootMachine, type Machine, rebootMachine } from '../../src/machine/machine.ts';
import { EIGHT_GIB } from '../helpers/boot.ts';

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** Adjacent DIMMs of `size` from 16 GiB on, with labels. */
const dimms = (count: number, size: number) => ({
  ...EIGHT_GIB,
  nvdimms: Array.from({ length: count }, (_, i) => ({
    handle: i + 1,
    physId: i,
    vendorId: 1,
    serial: i + 1,
    size,
    labelSize: 128 * 1024,
    address: 16 * GIB + i * size,
    labels: '1.2',
  })),
});

const booted = (platform: Record<string, unknown>, cmdline = '', kernel = '6.1'): Machine =>
  bootMachine(readPlatform(platform), { kernel, cmdline, seed: 1 });

const oneDimm = (kernel = '6.1'): Machine => booted(dimms(1, 8 * GIB), '', kernel);

const create = (words: string): string[] => ['create-namespace', ...splitWords(words)];
const codeOf = async (machine: Machine, argv: string[]) =>
  (await explainCommand(machine, argv)).verdict?.code;

/** Runs the commands of a fix and returns the status of the last one. */
async function follow(machine: Machine, commands: readonly string[]): Promise<number> {
  let [stage, rc] = [machine, 0];
  for (const command of commands) {
    const [, verb, ...args] = splitWords(command);
    if (verb === 'reboot') {
      const change = { [args[0]!.replace('--', '')]: args[1] };
      stage = rebootMachine(stage, { ...stage.request, ...change });
    } else {
      const done = await attempt(stage, [verb!, ...args]);
      [stage, rc] = [done.machine, done.rc];
    }
  }
  return rc;
}

describe('the code of a failure', () => {
  it.each([
    ['-s 100M -m devdax', 'size-not-region-align'],
    ['-s 112M -a 1G -m devdax', 'size-not-align'],
    ['-s 1G -a 1G -m devdax', 'no-data-left'],
    ['-s 1G -a 3M -m devdax', 'align-unsupported'],
    ['-s 1G -a 4M -m devdax', 'align-unsupported'],
    ['-s 1G -a 2M -m raw', 'mode-without-align'],
    ['-s 9G', 'no-room'],
  ])('%s: %s', async (words, code) => {
    expect(await codeOf(oneDimm(), create(words))).toBe(code);
  });

  it('is size-below-16m where the region accepts less', async () => {
    const machine = oneDimm();
    expect(machine.files.write('/sys/bus/nd/devices/region0/align', '4096\n')).toBeUndefined();
    expect(await codeOf(machine, create('-s 8M -m devdax'))).toBe('size-below-16m');
  });

  it('is no-labels-no-sizes for RAM by memmap=', async () => {
    expect(await codeOf(booted(EIGHT_GIB, 'memmap=1G!4G'), create('-s 512M -m devdax'))).toBe(
      'no-labels-no-sizes',
    );
  });

  it('is namespace-active without --force', async () => {
    const machine = booted(EIGHT_GIB, 'memmap=1G!4G');
    const { verdict, fixes = [] } = await explainCommand(machine, create('-e namespace0.0 -m devdax'));
    expect(verdict?.code).toBe('namespace-active');
    expect(fixes.map(({ commands }) => commands)).toEqual([
      ['memsim create-namespace -e namespace0.0 -m devdax --force'],
    ]);
  });

  it('is start-misaligned for an info block, range-misaligned for none', async () => {
    const machine = booted(EIGHT_GIB, 'memmap=64M!0x140100000');
    expect(await codeOf(machine, create('-fe namespace0.0 -m devdax'))).toBe('start-misaligned');
    expect((await explainObject(machine, 'namespace0.0'))?.verdict?.code).toBe('range-misaligned');
  });

  it('names the kernel function that failed', async () => {
    const { verdict } = await explainCommand(oneDimm(), create('-s 1G -a 1G -m devdax'));
    expect(verdict?.place).toMatchObject({ function: 'nd_pfn_init', errno: '-ENXIO' });
  });

  it('is none for a command that succeeds', async () => {
    const { rc, verdict, fixes = [] } = await explainCommand(oneDimm(), create('-s 1G -m devdax'));
    expect({ rc, verdict, fixes }).toEqual({ rc: 0, verdict: undefined, fixes: [] });
  });
});

describe('struct pages that do not fit in RAM', () => {
  it('are placed on the device by a fix', async () => {
    const machine = booted({ ...EIGHT_GIB, physBits: 46 }, 'memmap=1T!1T');
    const argv = create('-f -e namespace0.0 -m fsdax -M mem');
    const { verdict, fixes = [] } = await explainCommand(machine, argv);
    expect(verdict?.code).toBe('memmap-exceeds-ram');
    expect(fixes.map(({ what }) => what)).toContain('struct pages on the device');
  });

  it('leave a dax device without its driver, which the tools do not report', async () => {
    const machine = booted({ ...EIGHT_GIB, physBits: 46 }, 'memmap=1T!1T');
    const argv = create('-f -e namespace0.0 -m devdax -M mem -a 4K');
    const { rc, verdict, fixes = [] } = await explainCommand(machine, argv);
    expect(rc).toBe(0);
    expect(verdict).toMatchObject({
      code: 'memmap-exceeds-ram',
      place: { function: 'vmemmap_populate', errno: '-ENOMEM' },
    });
    expect(fixes.map(({ what }) => what)).toEqual(['struct pages on the device', 'an alignment of 1G']);
  });

  it('fit since 5.19 when compound pages of 2 MiB share theirs', async () => {
    const machine = booted({ ...EIGHT_GIB, physBits: 46 }, 'memmap=1T!1T');
    const argv = create('-f -e namespace0.0 -m devdax -M mem -a 2M');
    expect((await explainCommand(machine, argv)).verdict).toBeUndefined();
  });
});

describe('struct pages that a failed mapping left', () => {
  it('are in the way until the next boot', async () => {
    const machine = booted(EIGHT_GIB, 'memmap=128M!4G');
    const { machine: made } = await attempt(machine, create('-f -e namespace0.0 -m devdax'));
    const longer = rebootMachine(made, { ...made.request, cmdline: 'memmap=256M!4G' });
    const { verdict } = await explainCommand(longer, create('-f -e namespace0.0 -m devdax'));
    expect(verdict).toMatchObject({
      code: 'subsection-taken',
      place: { function: 'section_activate', errno: '-EEXIST' },
    });
  });
});

describe('a section with two owners', () => {
  const cmdline = 'memmap=64M!6G,64M!0x184000000';

  it('is refused before 5.3, and the nearest release that accepts it is found', async () => {
    const machine = booted(EIGHT_GIB, cmdline, '5.2');
    const { verdict, fixes = [] } = await explainCommand(machine, create('-fe namespace0.0 -m devdax'));
    expect(verdict?.differs).toContainEqual(expect.objectContaining({ id: 'pfn-no-padding', here: false }));
    expect(fixes.find(({ kind }) => kind === 'kernel')?.commands[0]).toBe('memsim reboot --kernel 5.3');
  });

  it('is reported although the kernel warned once already', async () => {
    const machine = booted(EIGHT_GIB, 'memmap=64M!6G', '4.9');
    expect((await explainObject(machine, 'namespace0.0'))?.verdict?.code).toBe('section-has-ram');
  });

  it('is reported from the log of a boot', () => {
    const machine = booted(EIGHT_GIB, 'memmap=64M!6G', '5.2');
    expect(explainLog(machine, 'boot', 0).verdict?.code).toBe('section-has-ram');
  });
});

describe('objects', () => {
  it('are explained with the info block beside the computed values', async () => {
    const machine = booted(EIGHT_GIB, 'memmap=1G!4G');
    const { machine: after } = await attempt(machine, create('-fe namespace0.0 -m devdax'));
    const explanation = await explainObject(after, 'dax0.0');
    const namespace = await explainObject(after, 'namespace0.0');
    expect(explanation?.sums.find(({ name }) => name === 'as System RAM')?.value).toBe(896 * MIB);
    expect(namespace?.tests.filter(({ kind }) => kind === 'equal')).toHaveLength(3);
    expect(namespace?.tests.every(({ ok }) => ok)).toBe(true);
  });

  it('are unknown by any other name', async () => {
    expect(await explainObject(oneDimm(), 'namespace7.7')).toBeUndefined();
    expect((await explainObject(oneDimm(), 'region0'))?.tests.every(({ ok }) => ok)).toBe(true);
  });
});

describe('for any layout', () => {
  const machines = [oneDimm(), booted(dimms(3, 4 * GIB))];
  const requests = fc.record({
    machine: fc.constantFrom(...machines),
    size: fc.oneof(
      fc.integer({ min: 1, max: 640 }),
      fc.integer({ min: 1, max: 40 }).map((n) => n * 64),
    ),
    align: fc.constantFrom('4K', '2M', '1G'),
    mode: fc.constantFrom('fsdax', 'devdax'),
    map: fc.constantFrom('dev', 'mem'),
  });

  it('the arithmetic agrees with the kernel, and each fix works', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async ({ machine, size, align, mode, map }) => {
        const argv = create(`-r region0 -s ${size}M -a ${align} -m ${mode} -M ${map}`);
        const { rc, sums, tests, verdict, fixes = [] } = await explainCommand(machine, argv);
        expect(verdict === undefined).toBe(rc === 0);
        expect(tests.every(({ ok }) => ok)).toBe(rc === 0);
        for (const { commands } of fixes) expect(await follow(machine, commands)).toBe(0);
        if (rc !== 0) return;
        const { kernel } = (await attempt(machine, argv)).machine;
        const { sb } = Object.values(kernel.state.nd.pfns).find((pfn) => pfn.sb !== null)!;
        const value = (name: string) => sums.find((sum) => sum.name === name)?.value;
        expect({ dataoff: value('dataoff'), npfns: value('npfns'), endTrunc: value('end_trunc') }).toEqual({
          dataoff: sb!.dataoff,
          npfns: sb!.npfns,
          endTrunc: sb!.endTrunc,
        });
      }),
      { numRuns: 25 },
    );
  });
});
