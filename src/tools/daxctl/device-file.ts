/** The device description that `create-device --input` takes (parse_device_file of daxctl/device.c, 76.1). */
import type { DaxMapping } from './lib/model.ts';

export interface DeviceFile {
  /** Region number, as text. */
  region: string;
  size: string;
  align: string;
  /** In order of page offset. */
  mappings: DaxMapping[];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readMapping(value: unknown): DaxMapping | undefined {
  if (!isRecord(value)) return undefined;
  const { start, end, page_offset: pageOffset } = value;
  if (start === undefined || end === undefined || pageOffset === undefined) return undefined;
  return { start: Number(start), end: Number(end), pageOffset: Number(pageOffset) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads the JSON of one device, as `daxctl list -M` prints it; undefined when something is missing. */
export function parseDeviceFile(text: string): DeviceFile | undefined {
  const device = parseJson(text);
  if (!isRecord(device)) return undefined;
  const { align, size, chardev, mappings } = device;
  const region = /^dax(\d+)\.\d+/.exec(String(chardev))?.[1];
  if (align === undefined || size === undefined || region === undefined || !Array.isArray(mappings))
    return undefined;
  const read: DaxMapping[] = [];
  for (const entry of mappings) {
    const mapping = readMapping(entry);
    if (mapping === undefined) return undefined;
    read.push(mapping);
  }
  read.sort((a, b) => a.pageOffset - b.pageOffset);
  return { region, size: String(size), align: String(align), mappings: read };
}
