/** DIMMs of a bus: from lists, completed by the parts that regions map. */
import { MiB } from '../../lib/units.ts';
import type { Facts } from '../facts.ts';
import type { DimmFact } from '../readers/nd-facts.ts';
import { type Notes, noteAssumption, noteUnknown } from './notes.ts';
import { regionNumber } from './objects.ts';

/** A DIMM as a platform file has it. */
export interface DimmFile {
  handle: number;
  physId: number;
  vendorId: number;
  serial: number;
  id?: string;
  size: number;
  labelSize: number;
  labels?: '1.1' | '1.2';
  commands?: string;
  flags?: string[];
}

/** Bytes of a hexadecimal text in reverse: lists print numbers of the NFIT in its byte order. */
const swapped = (hex: string): number => Number.parseInt((hex.match(/../g) ?? []).reverse().join(''), 16);

/** `8680-56341200`, or with manufacturing data between vendor and serial number. */
const ID = /^([0-9a-f]{4})-(?:[0-9a-f-]{2,20}-)?([0-9a-f]{8})$/i;
const PLAIN_ID = /^[0-9a-f]{4}-[0-9a-f]{8}$/i;

const FLAGS = {
  flag_failed_save: 'save_fail',
  flag_failed_arm: 'not_armed',
  flag_failed_restore: 'restore_fail',
  flag_failed_map: 'map_fail',
  flag_failed_flush: 'flush_fail',
  flag_smart_event: 'smart_event',
} as const;

const flagsOf = (fact: DimmFact | undefined): string[] =>
  Object.entries(FLAGS).flatMap(([key, flag]) => (fact?.[key as keyof typeof FLAGS] === true ? [flag] : []));

const COMMANDS = 'get_size get_data set_data cmd_call';
const SMART_COMMANDS = `smart smart_thresh ${COMMANDS}`;

/** Bytes of the label area of QEMU's and most other DIMMs. */
const LABEL_AREA = 128 * 1024;
/** The version that ndctl and the kernel write on most machines. */
const LABELS = '1.2';
/** Intel's vendor id, of QEMU's DIMMs too. */
const VENDOR = 0x8086;
const FIRST_SERIAL = 0x123456;

export interface DimmUse {
  /** `nmem0` */
  name: string;
  /** Bytes that regions map of it. */
  size: number;
  hasLabels: boolean;
}

/** A number of the NFIT; undefined for one that it has no room for. */
const word32 = (value: number | undefined): number | undefined =>
  value !== undefined && value >= 0 && value < 2 ** 32 ? value : undefined;

function known(fact: DimmFact | undefined, number: number, taken: Set<string>) {
  const [, vendor, serial] = ID.exec(fact?.id ?? '') ?? [];
  const vendorId = vendor === undefined ? VENDOR : swapped(vendor);
  let number32 = serial === undefined ? FIRST_SERIAL + number : swapped(serial);
  while (taken.has(`${vendorId} ${number32}`)) number32++;
  taken.add(`${vendorId} ${number32}`);
  const isOdd = fact?.id !== undefined && ID.test(fact.id) && !PLAIN_ID.test(fact.id);
  return { vendorId, serial: number32, ...(isOdd && { id: fact.id!.toLowerCase() }) };
}

/** The DIMMs of a bus in the order of their numbers. */
export function dimmsOf(uses: readonly DimmUse[], { dimms }: Pick<Facts, 'dimms'>, notes: Notes): DimmFile[] {
  const taken = new Set<string>();
  const out = uses.map(({ name, size, hasLabels }): DimmFile => {
    const fact = dimms.find(({ dev }) => dev === name);
    const number = regionNumber(name);
    const flags = flagsOf(fact);
    const bytes = size > 0 ? size : MiB * 1024;
    if (size === 0) noteAssumption(notes, `${name} of 1 GiB: no region maps it`);
    return {
      handle: word32(fact?.handle) ?? number + 1,
      physId: word32(fact?.phys_id) ?? 0,
      ...known(fact, number, taken),
      size: bytes,
      labelSize: LABEL_AREA,
      ...(hasLabels && { labels: LABELS }),
      commands: fact?.health === undefined ? COMMANDS : SMART_COMMANDS,
      ...(flags.length > 0 && { flags }),
    };
  });
  if (uses.length > 0) {
    noteUnknown(
      notes,
      'sizes of DIMMs beyond what regions map of them, and of their label areas (128 KiB here)',
    );
    if (dimms.length === 0)
      noteAssumption(notes, `DIMMs with made-up handles and serial numbers: no list shows them`);
  }
  return out;
}
