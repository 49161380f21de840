import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explainObject } from '../../../src/explain/object.ts';
import { bootCxl, cxlTool } from '../../helpers/cxl.ts';

const builtIn = (name: string): object => JSON.parse(readFileSync(`fixtures/platforms/${name}.json`, 'utf8'));
const GiB = 2 ** 30;

describe('the explanation of CXL', () => {
  it('reports how much of an expander becomes System RAM, and how the firmware should align it', async () => {
    const found = await explainObject(bootCxl(builtIn('cxl-inside-a-block'), '6.12'), 'region0');
    const sum = (name: string) => found!.sums.find((entry) => entry.name === name)?.value;
    expect(sum('as System RAM')).toBe(120 * GiB);
    expect(sum('left out at the start')! + sum('left out at the end')!).toBe(1.25 * GiB);
    expect(found!.said.at(-1)).toContain('at a multiple of 2G, at 0x1100000000, with 122G or 120G');
    expect(found!.tests.filter(({ ok }) => !ok)).toHaveLength(2);
  });

  it('explains a region together with the libnvdimm region of its name', async () => {
    const machine = bootCxl(2);
    await cxlTool(machine, 'create-region -m -d decoder0.0 mem0 mem1');
    const names = (await explainObject(machine, 'region0'))!.sums.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['of each device', 'region0 align']));
  });

  it('lists what a device has', async () => {
    const found = await explainObject(bootCxl(1), 'mem0');
    expect(found!.sums.map(({ name }) => name)).toEqual(['ram', 'pmem', 'free']);
  });
});
