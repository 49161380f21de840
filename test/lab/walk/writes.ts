/** Writes to attributes as an administrator does them by hand: claims, drivers, alignments, memory blocks. */
import { newCxlWrite } from './cxl-commands.ts';
import type { Dice, Weighted } from './dice.ts';
import { BLOCKS, DAX, ND, type View } from './view.ts';

/** A path and the text to write. */
export interface Write {
  path: string;
  value: string;
}

const UUIDS = ['0a0f3f70-1d7c-4c5c-8f7f-3b3e0b6f3c01', 'not-a-uuid', ''];
const NUMBERS = ['0', '4096', '2097152', '1073741824', '16777216', '134217728', '0x4000000', '3', 'x'];

/** Attributes by the kind of device, with what may be written. */
const ATTRIBUTES = {
  namespaces: {
    size: NUMBERS,
    alt_name: ['gamma', ''],
    uuid: UUIDS,
    holder_class: ['pfn', 'dax', 'btt', 'pmem', 'x'],
    force_raw: ['0', '1', '2'],
    sector_size: ['512', '4096', '7'],
  },
  regions: { align: NUMBERS, read_only: ['0', '1', '2'], init_namespaces: ['0'] },
} as const;
const CLAIM_ATTRIBUTES = {
  namespace: ['@namespaces', ''],
  mode: ['ram', 'pmem', 'none', 'x'],
  align: NUMBERS,
  uuid: UUIDS,
  sector_size: ['512', '4096', '520'],
};

const ND_DRIVERS = ['nd_pmem', 'dax_pmem', 'nd_region', 'nvdimm', 'nd_btt'];
const DAX_DRIVERS = ['device_dax', 'kmem'];

function attribute(
  folder: string,
  choices: Readonly<Record<string, readonly string[]>>,
  dice: Dice,
  view: View,
): Write {
  const name = dice.pick(Object.keys(choices));
  const value = dice.pick(choices[name]!);
  const named = view.namespaces.length > 0 ? dice.pick(view.namespaces) : 'namespace0.0';
  return { path: `${folder}/${name}`, value: value === '@namespaces' ? named : value };
}

/** A driver's bind or unbind with a device of its bus. */
function binding(
  bus: 'nd' | 'dax',
  drivers: readonly string[],
  devices: readonly string[],
  dice: Dice,
): Write {
  const files = bus === 'dax' ? ['bind', 'unbind', 'new_id', 'remove_id'] : ['bind', 'unbind'];
  return {
    path: `/sys/bus/${bus}/drivers/${dice.pick(drivers)}/${dice.pick(files)}`,
    value: devices.length > 0 ? dice.pick(devices) : 'none',
  };
}

type WriteMaker = (dice: Dice, view: View) => Write | undefined;
const ofKind =
  (kind: keyof typeof ATTRIBUTES): WriteMaker =>
  (dice, view) =>
    view[kind].length === 0
      ? undefined
      : attribute(`${ND}/${dice.pick(view[kind])}`, ATTRIBUTES[kind], dice, view);

const MAKERS: readonly Weighted<WriteMaker>[] = [
  [4, ofKind('namespaces')],
  [2, ofKind('regions')],
  [
    6,
    (dice, view) =>
      view.claims.length === 0
        ? undefined
        : attribute(`${ND}/${dice.pick(view.claims)}`, CLAIM_ATTRIBUTES, dice, view),
  ],
  [6, (dice, view) => binding('nd', ND_DRIVERS, [...view.namespaces, ...view.claims, ...view.regions], dice)],
  [3, (dice, view) => binding('dax', DAX_DRIVERS, view.daxes, dice)],
  [
    1,
    (dice, view) =>
      view.daxes.length === 0
        ? undefined
        : attribute(`${DAX}/${dice.pick(view.daxes)}`, { size: NUMBERS, align: NUMBERS }, dice, view),
  ],
  [
    4,
    (dice, view) =>
      view.blocks.length === 0
        ? undefined
        : {
            path: `${BLOCKS}/${dice.pick(view.blocks)}/state`,
            value: dice.pick(['online', 'offline', 'online_movable', 'online_kernel', 'x']),
          },
  ],
];

/** Of 100 writes on a machine with CXL so many are to its bus. */
const CXL_SHARE = 75;

/** A write, or undefined when the machine has nothing of the kind that was drawn. */
export const newWrite = (dice: Dice, view: View): Write | undefined =>
  view.memdevs.length > 0 && dice.chance(CXL_SHARE)
    ? newCxlWrite(dice, view)
    : dice.weighted(MAKERS)(dice, view);
