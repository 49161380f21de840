/** The memory map in the kernel log: rows of the firmware, of `memmap=`, and of each node. */
import { e820TypeOf, platformTypeWord } from '../../../firmware/e820-types.ts';
import { currentBoot, type MapRow, type Place, placeOf } from '../../facts.ts';
import { isNodeId } from '../amounts.ts';
import { type LineReader, rangeOf } from '../reader.ts';

const ROW =
  /^\s*(BIOS-[\w-]{2,8}|user|modified|e820|Xen):?:?\s+\[mem (0x[0-9a-f]+)-(0x[0-9a-f]+)\] {1,2}(usable|System RAM|reserved|device reserved|ACPI data|ACPI NVS|unusable|persistent(?: RAM)? \(type \d+\)|soft reserved|type \d+)/i;
/** Before 3.5; the end is the first byte after the range. */
const OLD_ROW =
  /^\s*(BIOS-[\w-]{2,8}|user|modified):?\s+([0-9a-f]{8,16}) - ([0-9a-f]{8,16}) \((usable|reserved|ACPI data|ACPI NVS|unusable|type \d+)\)/i;
const NODE_ROW = /^\s*node\s+(\d+): \[mem (0x[0-9a-f]+)-(0x[0-9a-f]+)\]/;

/** The spelling of a platform file. */
function typeOf(word: string): string {
  const lower = platformTypeWord(
    word.toLowerCase().replace('system ram', 'System RAM').replace('persistent ram', 'persistent RAM'),
  );
  return lower.startsWith('acpi ') ? `ACPI ${lower.slice(5).replace('nvs', 'NVS')}` : lower;
}

interface Match {
  map: string;
  from: string;
  to: string;
  type: string;
  exclusive: boolean;
}

function matched(text: string): Match | undefined {
  const found = ROW.exec(text);
  const old = found === null ? OLD_ROW.exec(text) : null;
  const [, map, from, to, type] = found ?? old ?? [];
  if (map === undefined || e820TypeOf(typeOf(type!)) === undefined) return undefined;
  return { map, from: from!, to: to!, type: typeOf(type!), exclusive: old !== null };
}

const has = (rows: readonly MapRow[], { start, end, type }: Omit<MapRow, keyof Place>): boolean =>
  rows.some((row) => row.start === start && row.end === end && row.type === type);

/** Rows of a map; a firmware has at most some hundred. */
const MAX_ROWS = 4096;

export const memoryMapReader: LineReader = {
  source: 'kernel log',
  read(line, { facts }) {
    const node = NODE_ROW.exec(line.text);
    if (node !== null) {
      const range = rangeOf(node[2]!, node[3]!);
      const { nodes } = currentBoot(facts);
      if (range === undefined || !isNodeId(Number(node[1])) || nodes.length >= MAX_ROWS) return false;
      nodes.push({ ...placeOf(line), ...range, node: Number(node[1]), hotplug: false, nonVolatile: false });
      return true;
    }
    const found = matched(line.text);
    const range = found && rangeOf(found.from, found.to);
    if (found === undefined || range === undefined) return false;
    const boot = currentBoot(facts);
    const rows = /^bios|^e820|^xen/i.test(found.map) ? boot.bios : boot.user;
    const end = found.exclusive ? range.end - 1 : range.end;
    const row = { start: range.start, end, type: found.type };
    if (end < range.start) return false;
    const isNew = !/^modified/i.test(found.map) && rows.length < MAX_ROWS && !has(rows, row);
    if (isNew) rows.push({ ...placeOf(line), ...row });
    return true;
  },
};
