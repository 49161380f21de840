import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MiB } from '../../../../src/lib/units.ts';
import type { Machine } from '../../../../src/machine/machine.ts';
import { type ReadArea, readArea } from '../label-area.ts';
import {
  bootDimms,
  createRaw,
  destroy,
  disable,
  enable,
  get,
  labelArea,
  ND,
  put,
  uuidOf,
} from '../machine.ts';

/** Runs `act` and returns the label areas of all DIMMs after each single write to one of them. */
function cuts(machine: Machine, ways: number, act: () => void): Uint8Array[][] {
  const seen: Uint8Array[][] = [];
  machine.kernel.tracer = {
    enter: () => {},
    leave: (name) => {
      if (name === 'nvdimm_set_config_data')
        seen.push(Array.from({ length: ways }, (_, i) => labelArea(machine, i)));
    },
  };
  act();
  machine.kernel.tracer = undefined;
  return seen;
}

const uuids = (area: ReadArea | undefined): string[] =>
  (area?.labels ?? []).map((label) => label.uuid).sort();

describe('writes to the media', () => {
  test('an uninitialised area first gets both index blocks, numbers 3 and 2, then label and index twice', () => {
    const machine = bootDimms({ labels: 'blank' });
    disable(machine);
    // The kernel initialises an area only for a namespace of labelled DIMMs.
    machine.kernel.state.nd.dimms.nmem0!.labeling = true;
    enable(machine);
    const areas = cuts(machine, 1, () => createRaw(machine, 1, 64 * MiB)).map(([area]) => readArea(area!));
    expect(
      areas.map((area) => [area?.which, area?.sequence, area?.labels.map(({ flags }) => flags)]),
    ).toEqual([
      [0, 3, []],
      [0, 3, []],
      [0, 3, []],
      [1, 3, [8]],
      [1, 3, [8]],
      [0, 1, [0]],
    ]);
    expect(areas.at(-1)).toMatchObject({ minor: 2, slots: 510 });
  });

  test('a label records all properties of its namespace', () => {
    const machine = bootDimms({ ways: 2, labels: '1.2' });
    const name = createRaw(machine, 9, 64 * MiB);
    put(machine, '/sys/bus/nd/drivers/nd_pmem/unbind', name);
    put(machine, `${ND}/${name}/alt_name`, '  data  ');
    put(machine, `${ND}/${name}/sector_size`, 4096);
    put(machine, `${ND}/${name}/holder_class`, 'pfn');
    const cookie = BigInt(get(machine, `${ND}/region0/set_cookie`));
    for (const position of [0, 1])
      expect(readArea(labelArea(machine, position))?.labels).toEqual([
        expect.objectContaining({
          uuid: uuidOf(9),
          name: 'data',
          flags: 0,
          labels: 2,
          position,
          cookie,
          sector: 4096n,
          dpa: 0n,
          size: BigInt(32 * MiB),
          type: '66f0d379-b4f3-4074-ac43-0d3318b78cdb',
          abstraction: '266400ba-fb9f-4677-bcb0-968f11d0d225',
        }),
      ]);
  });

  test('a raw namespace has a label without claim class, and v1.1 labels have none', () => {
    const long = bootDimms({ labels: '1.2' });
    const short = bootDimms({ labels: '1.1' });
    for (const machine of [long, short]) createRaw(machine, 1, 16 * MiB);
    expect(readArea(labelArea(long))?.labels[0]?.abstraction).toBe('00000000-0000-0000-0000-000000000000');
    expect(readArea(labelArea(short))?.labels[0]?.abstraction).toBeUndefined();
  });

  test('deleting a namespace leaves no label', () => {
    const machine = bootDimms();
    const name = createRaw(machine, 1, 16 * MiB);
    put(machine, '/sys/bus/nd/drivers/nd_pmem/unbind', name);
    expect(put(machine, `${ND}/${name}/uuid`, uuidOf(2))).toBe('ok');
    expect(uuids(readArea(labelArea(machine)))).toEqual([uuidOf(2)]);
    expect(get(machine, `${ND}/${name}/size`)).toBe(String(16 * MiB));
  });

  test('one slot is reserved for updates', () => {
    const machine = bootDimms({ labelSize: 1024, labels: '1.1', size: 256 * MiB });
    expect(get(machine, `${ND}/nmem0/available_slots`)).toBe('3');
    for (let i = 0; i < 3; i++) createRaw(machine, i, 16 * MiB);
    expect(get(machine, `${ND}/nmem0/available_slots`)).toBe('0');
    expect(() => createRaw(machine, 3, 16 * MiB)).toThrow('size: ENXIO');
  });
});

const action = fc.record({
  kind: fc.constantFrom('create', 'destroy', 'rename', 'reenable'),
  pick: fc.nat(7),
});

describe('power loss', () => {
  test.each([
    [1, '1.1'],
    [1, '1.2'],
    [2, '1.2'],
  ] as const)(
    '%d DIMMs, v%s labels: after any write the areas are valid and no other namespace is lost',
    (ways, labels) => {
      fc.assert(
        fc.property(fc.array(action, { maxLength: 12 }), (actions) => {
          const machine = bootDimms({ ways, labels, size: 128 * MiB });
          const alive = new Map<string, string>();
          let made = 0;
          for (const { kind, pick } of actions) {
            const names = [...alive.keys()];
            const name = names[pick % Math.max(1, names.length)];
            const before = [...alive.values()];
            const touched: string[] = [];
            const steps = cuts(machine, ways, () => {
              if (kind === 'create' && alive.size < 6) {
                made += 1;
                touched.push(uuidOf(made));
                alive.set(createRaw(machine, made, 16 * ways * MiB), uuidOf(made));
              } else if (kind === 'destroy' && name !== undefined) {
                touched.push(alive.get(name)!);
                destroy(machine, name);
                alive.delete(name);
              } else if (kind === 'rename' && name !== undefined) {
                made += 1;
                touched.push(alive.get(name)!, uuidOf(made));
                put(machine, '/sys/bus/nd/drivers/nd_pmem/unbind', name);
                put(machine, `${ND}/${name}/uuid`, uuidOf(made));
                alive.set(name, uuidOf(made));
              }
            });
            for (const areas of steps)
              for (const area of areas) {
                const found = readArea(area);
                expect(found).toBeDefined();
                for (const uuid of before.filter((each) => !touched.includes(each)))
                  expect(uuids(found)).toContain(uuid);
              }
            if (kind === 'reenable') {
              disable(machine);
              enable(machine);
              alive.clear();
              for (const ns of Object.values(machine.kernel.state.nd.namespaces))
                if (ns.uuid !== null) alive.set(ns.name, ns.uuid);
            }
            for (let i = 0; i < ways; i++)
              expect(uuids(readArea(labelArea(machine, i)))).toEqual([...alive.values()].sort());
          }
        }),
        { numRuns: 12 },
      );
    },
  );
});
