import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../../../src/kernel/kernel.ts';
import { MiB } from '../../../../src/lib/units.ts';
import { failed } from '../../../../src/wall/files.ts';
import { kernelFiles } from '../../../../src/wall/kernel-files.ts';
import { bootMachine, EIGHT_GIB } from '../../../helpers/boot.ts';

const BLOCK = 128 * MiB;
/** RAM of 8 GiB in two nodes, which meet at 6 GiB. */
const TWO_NODES = {
  ...EIGHT_GIB,
  numa: [
    { node: 0, start: '0x0', end: '0x17fffffff' },
    { node: 1, start: '0x180000000', end: '0x23fffffff' },
  ],
};

function offline(k: Kernel, block: number): string {
  const result = kernelFiles(k).write(`/sys/devices/system/memory/memory${block}/state`, 'offline\n');
  return result !== undefined && failed(result) ? result.error : 'offline';
}

describe('offlining a block of boot RAM', () => {
  it('is refused where a node keeps its struct pages, in the first node and in the last', () => {
    const k = bootMachine({ platform: TWO_NODES });
    const { memory } = k.state.mm;
    for (const nid of [0, 1]) {
      const { end } = memory.findLast((range) => range.nid === nid)!;
      const last = Math.floor(end / BLOCK);
      expect(offline(k, last)).toBe('EBUSY');
      expect(offline(k, last - 2)).toBe('offline');
    }
  });

  it('is refused for a block with a hole', () => {
    expect(offline(bootMachine({ platform: TWO_NODES }), 0)).toBe('EINVAL');
  });
});
