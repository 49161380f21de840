import { describe, expect, test } from 'vitest';
import { ALONE, runTool } from '../../../src/machine/command.ts';
import { ndctl } from '../../../src/tools/ndctl/main.ts';
import { bootCxl } from '../../helpers/cxl.ts';
import { machine, type Recording } from './machine.ts';

const told = async (name: Recording, ...argv: string[]): Promise<string[]> =>
  (await machine(name).run(...argv, '-v')).stderr.split('\n');
const verbose = (...argv: string[]): Promise<string[]> => told('nfit-namespaces', ...argv);

describe('-v', () => {
  test.each([
    ['clear-errors', ['pfn', 'dax', 'btt']],
    ['disable-namespace', ['pfn', 'btt', 'dax']],
    ['enable-namespace', ['btt', 'pfn', 'dax']],
  ])('%s logs in which order it looks for the holder of the namespace', async (verb, order) => {
    const kinds = (await verbose(verb, 'namespace0.1'))
      .map((line) => /dev: '(btt|pfn|dax)0\.'$/.exec(line)?.[1])
      .filter((kind) => kind !== undefined);
    expect(kinds.slice(0, 3)).toEqual(order);
  });

  test('check-labels names a DIMM without an NFIT handle by -1', async () => {
    const { stderr } = await runTool(bootCxl(1), ndctl, ['check-labels', '-v', 'nmem0'], ALONE);
    expect(stderr).toMatch(/do_cmd: bus: 0 dimm: 0xffffffff cmd: get_size status: 0 fw: 0 \(success\)\n/);
  });

  test('disable-namespace logs how libdaxctl finds the region of a devdax namespace', async () => {
    const lines = (await verbose('disable-namespace', 'namespace0.1'))
      .filter((line) => line.startsWith('libdaxctl'))
      .map((line) => line.replaceAll(/'\/sys\/devices\/.*\/ndbus0\/|'$/g, ''));
    expect(lines.slice(0, 4)).toEqual([
      'libdaxctl: add_dax_region: add_dax_region: region0/dax0.0',
      'libdaxctl: __dax_regions_init: no dax regions found via: /sys/class/dax',
      'libdaxctl: add_dax_region: add_dax_region: region0/dax0.0',
      'libdaxctl: daxctl_new_region: daxctl_new_region: dax0.0',
    ]);
  });

  test('clear-errors logs that a bus without an NFIT has no scrub', async () => {
    const lines = await told('e820-three-regions', 'clear-errors', 'namespace0.0');
    expect(lines).toContain('libndctl: __sysfs_read_attr: failed to open (null): Bad address');
    expect(await verbose('clear-errors', 'namespace0.1')).not.toContainEqual(
      expect.stringContaining('(null)'),
    );
  });

  test('create-namespace scans no DIMMs on a bus without any', async () => {
    const lines = await told(
      'e820-three-regions',
      'create-namespace',
      '-f',
      '-e',
      'namespace0.0',
      '-m',
      'raw',
    );
    expect(lines).toContain('libndctl: ndctl_namespace_enable: namespace0.0: enabled');
    expect(lines.filter((line) => line.endsWith("dev: 'nmem'"))).toEqual([]);
  });
});
