import { describe, expect, it, test } from 'vitest';
import { proc_iomem } from '../../../src/kernel/kernel/resource/resource.ts';
import type { Kernel } from '../../../src/kernel/kernel.ts';
import { nvme_map_cmb, nvme_remove } from '../../../src/kernel/pci/p2pdma.ts';
import { pci_device } from '../../../src/kernel/pci/pci.ts';
import { ERRNO } from '../../../src/lib/errno.ts';
import { GiB, MiB } from '../../../src/lib/units.ts';
import { bootMachine, EIGHT_GIB, logged } from '../../helpers/boot.ts';

/** Two controllers whose buffers of 64 MiB are the halves of one section, and a BAR of 1 MiB. */
const NVME = {
  ...EIGHT_GIB,
  reserved: [{ start: '0x800000000', end: '0xfffffffff', name: 'PCI Bus 0000:00' }],
  pci: [
    { address: '0000:00:04.0', bars: [{ index: 4, start: 32 * GiB, size: 64 * MiB }] },
    {
      address: '0000:00:05.0',
      bars: [
        { index: 2, start: 33 * GiB, size: MiB },
        { index: 4, start: 32 * GiB + 64 * MiB, size: 64 * MiB },
      ],
    },
  ],
};

const boot = (kernel = '6.1'): Kernel => bootMachine({ kernel, platform: NVME });
const map = (k: Kernel, name: string, bar: number, size = 0, offset = 0): number =>
  nvme_map_cmb(k, pci_device(k, name)!, { bar, size, offset });

describe('BARs', () => {
  it('lie within the window of their bridge, reserved by the driver', () => {
    expect(proc_iomem(boot())).toContain(
      [
        '800000000-fffffffff : PCI Bus 0000:00',
        '  800000000-803ffffff : 0000:00:04.0',
        '    800000000-803ffffff : nvme',
        '  804000000-807ffffff : 0000:00:05.0',
      ].join('\n'),
    );
  });
});

describe('peer-to-peer memory', () => {
  it('has a page map of its own type in zone Device', () => {
    const k = boot();
    expect(map(k, '0000:00:04.0', 4)).toBe(0);
    expect(Object.values(k.state.mm.pagemaps)).toMatchObject([{ owner: '0000:00:04.0', type: 'pci-p2pdma' }]);
    expect(logged(k, /peer-to-peer/)).toEqual([
      'nvme 0000:00:04.0: added peer-to-peer DMA memory 0x800000000-0x803ffffff',
    ]);
    expect(k.state.mm.sections.find(({ first }) => first === 256)).toMatchObject({ memmap: 'ram-base' });
  });

  test.each(['4.20', '5.0', '5.2'])('%s: two BARs cannot share a section', (kernel) => {
    const k = boot(kernel);
    expect(map(k, '0000:00:04.0', 4)).toBe(0);
    expect(map(k, '0000:00:05.0', 4)).toBe(-ERRNO.ENOMEM);
    expect(logged(k, /Conflicting|CMB/)).toEqual([
      'nvme 0000:00:05.0: Conflicting mapping in same section',
      'nvme nvme1: failed to register the CMB',
    ]);
  });

  test.each(['5.3', '5.10', '6.15'])('%s: two BARs can share a section', (kernel) => {
    const k = boot(kernel);
    expect(map(k, '0000:00:04.0', 4)).toBe(0);
    expect(map(k, '0000:00:05.0', 4)).toBe(0);
  });

  it('must consist of sub-sections', () => {
    const k = boot();
    expect(map(k, '0000:00:05.0', 2)).toBe(-ERRNO.EINVAL);
    expect(logged(k, /Misaligned/)).toEqual(['Misaligned __add_pages start: 0x840000 end: #8400ff']);
  });

  it('conflicts with itself when it is registered again after a reset', () => {
    const k = boot();
    map(k, '0000:00:04.0', 4);
    expect(map(k, '0000:00:04.0', 4)).toBe(-ERRNO.ENOMEM);
    expect(logged(k, /CMB/)).toEqual(['nvme nvme0: failed to register the CMB']);
    nvme_remove(k, pci_device(k, '0000:00:04.0')!);
    expect(k.state.mm.pagemaps).toEqual({});
    expect(map(k, '0000:00:04.0', 4)).toBe(0);
  });

  it('can be a part of a BAR', () => {
    const k = boot();
    expect(map(k, '0000:00:04.0', 4, 16 * MiB, 16 * MiB)).toBe(0);
    expect(Object.values(k.state.mm.pagemaps)[0]!.ranges).toEqual([
      { start: 32 * GiB + 16 * MiB, end: 32 * GiB + 32 * MiB - 1 },
    ]);
    expect(map(k, '0000:00:04.0', 4, 64 * MiB, 16 * MiB)).toBe(-ERRNO.EINVAL);
    expect(map(k, '0000:00:04.0', 3)).toBe(-ERRNO.EINVAL);
  });

  it('exists since 4.20', () => {
    expect(map(boot('4.19'), '0000:00:04.0', 4)).toBe(-ERRNO.EOPNOTSUPP);
  });
});
