import { describe, expect, test } from 'vitest';
import { label_geometry } from '../../../../src/kernel/nvdimm/label/geometry.ts';
import { decode_index } from '../../../../src/kernel/nvdimm/label/layout.ts';
import { KiB, MiB } from '../../../../src/lib/units.ts';
import { bootMachine } from '../../../helpers/boot.ts';
import { bootDimms, createRaw, get, labelArea, logMark, logSince, ND, put, uuidOf } from '../machine.ts';

/** One kernel for each label area geometry. */
const ROOMY = '4.12.4';
const BY_SLOTS = '4.14.67';
const EXACT = '4.19.13';

describe('labels of 128 bytes in an area', () => {
  test.each([
    [ROOMY, 128 * KiB, 1016, 256],
    [ROOMY, 256 * KiB, 2032, 768],
    [ROOMY, 2 * MiB, 16256, 7936],
    [BY_SLOTS, 128 * KiB, 1016, 256],
    [BY_SLOTS, 256 * KiB, 2032, 512],
    [BY_SLOTS, 2 * MiB, 16256, 2304],
    [EXACT, 128 * KiB, 1020, 256],
    [EXACT, 256 * KiB, 2040, 512],
    [EXACT, 2 * MiB, 16348, 2304],
  ])('%s, %d bytes: %d slots, index blocks of %d', (kernel, area, nslot, indexSize) =>
    expect(label_geometry(bootMachine({ kernel }), area, 128)).toEqual({ nslot, indexSize }),
  );

  test('an area too small for its labels has no index block', () =>
    expect(label_geometry(bootMachine({ kernel: BY_SLOTS }), 512, 128).indexSize).toBe(0));
});

describe('an area initialised by a tool', () => {
  const nstype = (kernel: string, labelSize: number): string =>
    get(bootDimms({ kernel, labelSize, labels: '1.1' }), `${ND}/region0/nstype`);

  test.each([
    // Has no labelled namespaces on DIMMs without block windows.
    ['4.9.35', 128 * KiB, '4'],
    [ROOMY, 128 * KiB, '5'],
    // Its index blocks are larger than those of a current tool.
    [ROOMY, 256 * KiB, '4'],
    [BY_SLOTS, 256 * KiB, '5'],
    [BY_SLOTS, 2 * MiB, '5'],
    ['5.2.1', 2 * MiB, '5'],
  ])('%s reads one of %d bytes: region of type %s', (kernel, area, type) =>
    expect(nstype(kernel, area)).toBe(type),
  );
});

/** Sequence number and free slots of the current index block. */
function lastIndex(machine: ReturnType<typeof bootDimms>): { seq: number; used: number } {
  const area = labelArea(machine);
  const blocks = [0, 1].map((which) =>
    decode_index(area.subarray(which * 256, which * 256 + 256), which, 128 * KiB, 128),
  );
  const current = machine.kernel.state.nd.dimms.nmem0!.drvdata!.current;
  const index = blocks[current]!;
  return { seq: index.seq, used: index.nslot - index.nfree };
}

describe('writing a label', () => {
  /** Flags of the label in `slot`. */
  const flags = (machine: ReturnType<typeof bootDimms>, slot: number): number =>
    new DataView(labelArea(machine).buffer).getUint32(512 + slot * 128 + 80, true);

  test.each([
    [ROOMY, 0, 8],
    [EXACT, 0, 8],
    // Written twice, the second time into the freed slot.
    ['5.2.1', 1, 0],
  ])('%s leaves it in slot %d with flags %d', (kernel, slot, expected) => {
    const machine = bootDimms({ kernel, labels: '1.1' });
    createRaw(machine, 1, 32 * 2 ** 20);
    expect(flags(machine, slot)).toBe(expected);
    expect(lastIndex(machine).used).toBe(1);
  });
});

describe('changing the uuid of a namespace with a label', () => {
  function rename(kernel: string) {
    const machine = bootDimms({ kernel, labels: '1.1' });
    const name = createRaw(machine, 1, 32 * 2 ** 20);
    put(machine, '/sys/bus/nd/drivers/nd_pmem/unbind', name);
    const mark = logMark(machine);
    const result = put(machine, `${ND}/${name}/uuid`, uuidOf(2));
    return { machine, name, result, said: logSince(machine, mark).filter((line) => line !== '') };
  }

  test.each([ROOMY, BY_SLOTS, EXACT])('%s has no entry to track the new label', (kernel) => {
    const { machine, name, result, said } = rename(kernel);
    expect(result).toBe('ENXIO');
    expect(said).toEqual([`nd ${name}: failed to track label: 1`]);
    expect(get(machine, `${ND}/${name}/uuid`)).toBe(uuidOf(2));
    expect(lastIndex(machine).used).toBe(2);
  });

  test('5.2 frees the old label', () => {
    const { machine, result } = rename('5.2.1');
    expect(result).toBe('ok');
    expect(lastIndex(machine).used).toBe(1);
  });

  test('the remaining old label becomes a namespace without space', () => {
    const { machine } = rename(EXACT);
    put(machine, '/sys/bus/nd/drivers/nd_region/unbind', 'region0');
    put(machine, '/sys/bus/nd/drivers/nd_region/bind', 'region0');
    const sizes = ['0.0', '0.1'].map((id) => get(machine, `${ND}/namespace${id}/size`));
    expect(sizes.sort()).toEqual(['0', `${32 * 2 ** 20}`]);
    const warned = machine.kernel.state.log.lines.flatMap(({ warning }) => warning?.function ?? []);
    expect(warned).toContain('nd_namespace_pmem_set_resource');
  });
});

test.each([
  ['4.14.67', 'ENXIO'],
  ['4.19.13', 'ENOSPC'],
])('%s: a size that exceeds the largest free extent returns %s', (kernel, errno) => {
  const machine = bootDimms({ kernel, labels: '1.1', size: 256 * MiB });
  const names = [1, 2, 3].map((n) => createRaw(machine, n, 64 * MiB));
  // Deletes the middle namespace: 64 MiB are free there and 64 MiB at the end.
  put(machine, '/sys/bus/nd/drivers/nd_pmem/unbind', names[1]!);
  put(machine, `${ND}/${names[1]}/size`, 0);
  const seed = get(machine, `${ND}/region0/namespace_seed`);
  put(machine, `${ND}/${seed}/uuid`, uuidOf(9));
  expect(put(machine, `${ND}/${seed}/size`, 128 * MiB)).toBe(errno);
});
