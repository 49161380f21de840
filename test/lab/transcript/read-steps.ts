/** The parts of a guest's files that read-only steps record. */
import type { RecordedZone } from '../../../src/replay/transcript.ts';
import { errnoOf } from './errno-words.ts';

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** Lines of /proc/iomem that are the kernel's own image, or a device below a window. */
const KERNEL_OR_DEVICE =
  / : (Kernel (code|rodata|data|bss)|[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.\d|PNP\w{4}:\w+)$/;
/** Lines that an `iomem` step keeps: memory, its users, and CXL windows. */
const MEMORY =
  / : (System RAM.*|Reserved|reserved|Soft Reserved|Persistent Memory.*|namespace\d+\.\d+|dax\d+\.\d+|hmem\.\d+|CXL .*|region\d+|Unknown E820 type|RAM buffer|ACPI .*)$/;

/** Registers of CXL devices, in windows of PCI that the model does not divide. */
const CXL_REGISTERS = /^ +[0-9a-f]+-[0-9a-f]+ : (mem|port|endpoint)\d+$/;

/** All of /proc/iomem at boot, without the registers of CXL devices. */
export const bootIomemLines = (text: string): string[] =>
  linesOf(text).filter((line) => !CXL_REGISTERS.test(line));

/** /proc/iomem as an `iomem` step keeps it. */
export const stepIomemLines = (text: string): string[] =>
  linesOf(text).filter((line) => !KERNEL_OR_DEVICE.test(line) && MEMORY.test(line));

const ZONE = /^Node (\d+), zone +(\w+)/;
const FIELD = /^ +(spanned|present|managed|start_pfn):? +(\d+)$/;

/** Every zone of /proc/zoneinfo, in order, without what the kernel itself took. */
export function readZones(text: string): RecordedZone[] {
  const zones: RecordedZone[] = [];
  for (const line of text.split('\n')) {
    const [, node, zone] = ZONE.exec(line) ?? [];
    if (zone !== undefined) zones.push({ node: Number(node), zone, spanned: 0, present: 0 });
    const [, field, value] = FIELD.exec(line) ?? [];
    const last = zones.at(-1);
    if (last === undefined || field === undefined || field === 'managed') continue;
    last[field as 'spanned' | 'present' | 'start_pfn'] = Number(value);
  }
  return zones;
}

/** The Device zones of /proc/zoneinfo, as lines. */
export function deviceZones(text: string): string[] {
  const kept: string[] = [];
  let isDevice = false;
  for (const line of text.split('\n')) {
    const [, node, zone] = ZONE.exec(line) ?? [];
    if (zone !== undefined) {
      isDevice = zone === 'Device';
      if (isDevice) kept.push(`Node ${node}, zone ${zone}`);
    }
    const [, field, value] = FIELD.exec(line) ?? [];
    if (isDevice && field !== undefined) kept.push(`${field} ${value}`);
  }
  return kept;
}

/** Output of the guest's `look` for one path. */
export type Look = string | { error: string };

/** Lines of the guest's `look`: exit code, path, text in base64. */
export function readLooks(text: string): Record<string, Look> {
  const looks: Record<string, Look> = {};
  for (const line of linesOf(text)) {
    const [, rc, path, encoded] = /^(\d+) (\S+) (\S*)$/.exec(line) ?? [];
    if (path === undefined) continue;
    const content = Buffer.from(encoded!, 'base64').toString().trimEnd();
    looks[path] = rc === '0' ? content : { error: errnoOf(content) };
  }
  return looks;
}

const textOf = (look: Look | undefined): string => (typeof look === 'string' ? look : '');

/** Folders with a number in their names, `memory32`, of the looks' paths, in numeric order. */
function folders(looks: Record<string, Look>): string[] {
  const all = new Set(Object.keys(looks).map((path) => path.slice(0, path.lastIndexOf('/'))));
  return [...all].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

const lastWord = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Memory blocks out of looks at their attributes. */
export const memoryBlocks = (looks: Record<string, Look>): Record<string, string>[] =>
  folders(looks).map((folder) => ({
    block: lastWord(folder),
    state: textOf(looks[`${folder}/state`]),
    valid_zones: textOf(looks[`${folder}/valid_zones`]),
    removable: textOf(looks[`${folder}/removable`]),
  }));

/** Entries of /sys/firmware/memmap, one line each. */
export const firmwareMemmap = (looks: Record<string, Look>): string[] =>
  folders(looks).map((folder) =>
    [lastWord(folder), ...['start', 'end', 'type'].map((field) => textOf(looks[`${folder}/${field}`]))].join(
      ' ',
    ),
  );
