/** `dmidecode -t memory`: sizes of modules; only structures of type 19 have addresses. */
import { parseQuantity } from '../../lib/quantity.ts';
import { placeOf } from '../facts.ts';
import type { LineReader } from './reader.ts';

const HEADER =
  /^Handle 0x[0-9A-F]{4}, DMI type \d+, \d+ bytes$|^# dmidecode \d|^Getting SMBIOS data|^SMBIOS [\d.]+ present/;
const TITLE =
  /^(?:Memory Device|Physical Memory Array|Memory Array Mapped Address|Memory Device Mapped Address|System Information)$/;
const FIELD = /^\s+([A-Z][\w /-]{1,40}): ?(.{0,200})$/;
const SIZE = /^(\d{1,9}) ([kMGT]?)i?B$/;
const NON_VOLATILE = /Non-volatile|persistent|NVDIMM/i;
/** Fields of other structures are not read. */
const WANTED = new Set([
  'Size',
  'Non-Volatile Size',
  'Type',
  'Type Detail',
  'Memory Technology',
  'Product Name',
]);

export const dmidecodeReader: LineReader = {
  source: 'dmidecode',
  files: /(?:^|\/)dmidecode(?:_[\w-]+)?(?:\.txt)?$/,
  read(line, { facts, source }) {
    if (line.logged) return false;
    if (HEADER.test(line.text) || TITLE.test(line.text.trim())) return true;
    const [, name = '', value = ''] = FIELD.exec(line.text) ?? [];
    if (name === '' || source !== 'dmidecode') return false;
    if (!WANTED.has(name)) return true;
    const last = facts.modules.at(-1);
    const [, digits, unit = ''] = SIZE.exec(value) ?? [];
    const size = digits === undefined ? undefined : parseQuantity(`${digits}${unit.toUpperCase()}`);
    if (name === 'Size' && size !== undefined && facts.modules.length < 4096)
      facts.modules.push({ size, nonVolatile: false, place: placeOf(line) });
    else if (last !== undefined && NON_VOLATILE.test(value)) last.nonVolatile = true;
    return true;
  },
};
