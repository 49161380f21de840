import { describe, expect, it } from 'vitest';
import { splitWords } from '../../src/experiments/words.ts';
import { explainCommand } from '../../src/explain/explanation.ts';
import { works } from '../../src/explain/fixes.ts';
import { readPlatform } from '../../src/firmware/schema.ts';
import { acpi_scan_device_check } from '../../src/kernel/acpi/scan.ts';
import { bootMachine, type Machine } from '../../src/machine/machine.ts';
import { EIGHT_GIB } from '../helpers/boot.ts';

const GIB = 2 ** 30;

/** A machine with 8 GiB of RAM and 1 GiB more from 16 GiB on. */
function machine(kernel = '6.1', cmdline = ''): Machine {
  const made = bootMachine(readPlatform(EIGHT_GIB), { kernel, cmdline, seed: 1 });
  expect(acpi_scan_device_check(made.kernel, 16 * GIB, GIB).error).toBe(0);
  return made;
}

const explained = (words: string, on = machine()) => explainCommand(on, splitWords(`hotplug-dram ${words}`));
const failedTests = async (words: string, on?: Machine) =>
  (await explained(words, on)).tests.filter(({ ok }) => !ok).map(({ name }) => name);

describe('a failed hotplug-dram', () => {
  it.each([
    ['0x380200000 1G', '6.1', 'block-unaligned', 'add_memory_resource', 'start by unit'],
    ['14G 100M', '4.15', 'block-unaligned', 'add_memory_resource', 'size by unit'],
    ['16G 128M', '6.1', 'address-taken', '__add_memory', 'no other resource'],
    ['20G 900G', '6.1', 'memmap-exceeds-ram', 'vmemmap_populate', 'room for struct pages'],
    ['0x10000000000000 1G', '6.1', 'beyond-addresses', '__add_memory', 'within all addresses'],
  ])('%s on %s is %s', async (words, kernel, code, name, test) => {
    const { rc, verdict } = await explained(words, machine(kernel));
    expect({ rc, code: verdict?.code, function: verdict?.place?.function }).toEqual({
      rc: 1,
      code,
      function: name,
    });
    expect(await failedTests(words, machine(kernel))).toContain(test);
  });

  it('has no arithmetic without a size', async () => {
    const { verdict, sums, tests } = await explained('14G 0');
    expect({ code: verdict?.code, sums, tests }).toEqual({ code: 'no-memory', sums: [], tests: [] });
  });

  it('names the resources that hold the addresses, and not those that contain the whole range', async () => {
    expect((await explained('0xc0000000 1G')).said).toContain('[mem 0xfee00000-0xfee00fff] is Local APIC');
    expect((await explained('15G 2G')).said.filter((line) => line.includes(' is '))).toEqual([
      '[mem 0x400000000-0x43fffffff] is System RAM',
    ]);
  });

  it.each([
    ['0x380200000 1G', 'hotplug-dram 0x388000000 1G'],
    ['15G 2G', 'hotplug-dram 0x440000000 2G'],
    ['20G 900G', /^hotplug-dram 0x500000000 \d+M$/],
  ])('%s has a range that works', async (words, command) => {
    const on = machine();
    const fix = (await explained(words, on)).fixes?.find(({ kind }) => kind === 'plug-range');
    const [line = ''] = fix?.commands ?? [];
    expect(line.replace('memsim ', '')).toMatch(command);
    expect(await works(on, { what: '', argv: splitWords(line).slice(1) })).toBe(true);
  });
});

describe('hotplug-dram that succeeds', () => {
  it('has its arithmetic, and no verdict', async () => {
    const { rc, verdict, sums, tests } = await explained('20G 1G');
    expect({ rc, verdict, fine: tests.every(({ ok }) => ok) }).toEqual({
      rc: 0,
      verdict: undefined,
      fine: true,
    });
    expect(sums.find(({ name }) => name === 'struct pages')?.value).toBe(GIB / 64);
  });

  it('takes addresses within a resource that no driver uses', async () => {
    const reserved = { start: '0xfd00000000', end: '0xffffffffff', type: 'reserved' };
    const platform = readPlatform({ ...EIGHT_GIB, e820: [...EIGHT_GIB.e820, reserved] });
    const on = bootMachine(platform, { kernel: '6.1', cmdline: '', seed: 1 });
    expect(await explained('0xfd00000000 1G', on)).toMatchObject({ rc: 0, said: [] });
    expect(await failedTests('0xfd00000000 1G', on)).toEqual([]);
    expect(await failedTests('0xfcc0000000 2G', on)).toEqual(['no other resource']);
  });

  it('needs no room for struct pages that are in the added memory', async () => {
    const on = machine('6.1', 'memory_hotplug.memmap_on_memory=1');
    const names = async (words: string) => (await explained(words, on)).sums.map(({ name }) => name);
    expect(await names('20G 128M')).not.toContain('struct pages');
  });
});
