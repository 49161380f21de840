import { describe, expect, it, test } from 'vitest';
import { explainPfn } from '../../src/explain/pfn.ts';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { GiB, MiB, PAGE_SIZE } from '../../src/lib/units.ts';
import { renderPfn } from '../../src/views/text/diagnosis/pfn.ts';
import { bootMachine, MID_SECTION } from '../helpers/boot.ts';
import { mapDevice } from '../helpers/device.ts';
import { plain } from '../views/machine.ts';

/** End of RAM, in the middle of section 63; a device has the other half. */
const EDGE = 0x1fc000000;

function shared(kernel: string, end = 9 * GiB): Kernel {
  const k = bootMachine({ kernel, platform: MID_SECTION });
  mapDevice(k, EDGE, end - EDGE);
  return k;
}

describe('an address in a section that RAM and a device share', () => {
  test.each([
    ['5.3', true, 'EIO'],
    ['5.5', true, 'ok'],
    ['5.11', true, 'ok'],
    ['5.12', false, 'EIO'],
    ['6.1', false, 'EIO'],
  ])('%s: passes for RAM: %s', (kernel, passes, softOffline) => {
    const model = explainPfn(shared(kernel), EDGE);
    expect(model).toMatchObject({
      pfnValid: { yes: true, why: 'its sub-section is active' },
      onlinePage: { yes: passes },
      zone: 'Device',
      pagemap: { owner: 'pfn0.0', driver: 'nd_pmem', type: 'fs-dax', frame: 'data' },
      softOffline,
    });
    expect(model.section).toMatchObject({ number: 63, early: true, taint: !passes, memmap: 'boot' });
  });

  it('has a struct page even in a hole, since boot creates the memmap of the whole section', () => {
    const k = shared('6.1', EDGE + 2 * MiB);
    expect(explainPfn(k, EDGE + 4 * MiB)).toMatchObject({
      subsection: { number: 34, active: false },
      pfnValid: { yes: true, why: 'its section is early: all of its struct pages exist since boot' },
      onlinePage: { yes: false, why: 'its sub-section is not active' },
      pagemap: null,
    });
    expect(explainPfn(k, EDGE - PAGE_SIZE)).toMatchObject({
      onlinePage: {
        yes: true,
        why: 'its section is tainted by a device, but no page map contains the frame',
      },
      softOffline: 'ok',
      zone: 'Normal',
    });
  });
});

describe('an address of a device', () => {
  it('is data, struct pages or the info block', () => {
    const k = bootMachine();
    const start = 16 * GiB;
    const altmap = {
      ...{ basePfn: start / PAGE_SIZE, endPfn: start / PAGE_SIZE + 0x3ffff },
      ...{ reserve: 2, free: 4606, align: 0, alloc: 0 },
    };
    mapDevice(k, start, GiB, { altmap });
    const frames = [0, 2 * PAGE_SIZE, 18 * MiB].map((at) => explainPfn(k, start + at).pagemap?.frame);
    expect(frames).toEqual(['info block', 'struct pages', 'data']);
    expect(explainPfn(k, start)).toMatchObject({ block: null, section: { memmap: 'altmap', online: false } });
  });

  it('has no sub-section on kernels without sub-sections', () => {
    expect(explainPfn(bootMachine({ kernel: '5.2' }), 4 * GiB)).toMatchObject({
      subsection: null,
      pfnValid: { yes: true, why: 'its section is present, and this kernel has no sub-sections' },
    });
  });
});

it('an address without memory has no struct page', () => {
  const model = explainPfn(bootMachine(), 32 * GiB);
  expect(model).toMatchObject({ node: -1, zone: null, block: null, softOffline: 'ENXIO', resources: [] });
  expect(renderPfn(model, plain(80)).split('\n').slice(0, 5)).toEqual([
    '0x800000000 is pfn 0x800000 (kernel 6.1.0-56-amd64)',
    '  resource      none',
    '  section       256, absent',
    '  sub-section   0 of 64, not active',
    '  pfn_valid     no: its section is absent',
  ]);
});
