/** Pictures of large machines: no label overprints another, and each region is on them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPlatform } from '../../../src/firmware/schema.ts';
import { bootMachine } from '../../../src/machine/machine.ts';
import { mapModel } from '../../../src/views/model/bands.ts';
import { sectionsModel } from '../../../src/views/model/sections.ts';
import { mapSvg } from '../../../src/views/svg/map.ts';
import { sectionsSvg } from '../../../src/views/svg/sections.ts';
import { renderMap } from '../../../src/views/text/map.ts';
import { overprinted } from '../../helpers/svg.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'platforms');
const fixture = (name: string) => JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
const boot = (data: unknown) =>
  bootMachine(readPlatform(data), { kernel: '6.1', cmdline: '', seed: 1 }).kernel.state;

const GiB = 2 ** 30;
const REGIONS = 64;

/** 64 NVDIMMs of 1 GiB, with holes of 64 MiB between them, so that none begins at a section. */
function manyRegions() {
  const platform = fixture('one-dimm');
  const nvdimms = Array.from({ length: REGIONS }, (_, i) => ({
    ...platform.nvdimms[0],
    handle: i + 1,
    physId: i,
    address: 8 * GiB + i * (GiB + 2 ** 26),
    size: GiB,
    serial: i + 1,
  }));
  return boot({ ...platform, reserved: [], nvdimms });
}

const machines = { 'six-way of 1.5 TiB': boot(fixture('six-way')), '64 regions': manyRegions() };

describe.each(Object.entries(machines))('%s', (_, state) => {
  it('has a map and sections without overprinted labels', () => {
    expect(overprinted(mapSvg(mapModel(state)))).toEqual([]);
    expect(overprinted(sectionsSvg(sectionsModel(state)))).toEqual([]);
  });

  it('lists each region once on the map: none is folded or cut at a block', () => {
    const { bands } = mapModel(state);
    for (const { namespaces, size } of Object.values(state.nd.regions)) {
      const own = bands.filter(({ label }) => label === namespaces[0]);
      expect(own.map((band) => band.size)).toEqual([size]);
    }
  });

  it('states that the map is not to scale', () => {
    expect(mapSvg(mapModel(state))).toContain('>not to scale</text>');
    expect(renderMap(mapModel(state), { width: 80, color: 0, unicode: false })).toMatch(
      /\n {2}not to scale\n$/,
    );
  });
});
