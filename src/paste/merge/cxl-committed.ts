/** CXL regions of a paste that the firmware committed, as a platform file describes them. */
import type { Facts } from '../facts.ts';
import { type CxlFacts, isWindow } from '../readers/cxl-facts.ts';
import type { ListedDevice } from './cxl-devices.ts';

/** A committed region of a platform file; sizes in bytes. */
export interface CommittedFile {
  start: number;
  size: number;
  granularity?: number;
  devices: string[];
  locked?: boolean;
}

/** The device behind an endpoint decoder: by its endpoint, else the next device that is large enough. */
function deviceOf(
  { decoder, dpa_size, size }: CxlFacts['decoders'][number],
  { endpoints }: CxlFacts,
  devices: readonly ListedDevice[],
  taken: Set<string>,
): string | undefined {
  const number = decoder.slice('decoder'.length, decoder.indexOf('.'));
  const host = endpoints.find(({ endpoint }) => endpoint === `endpoint${number}`)?.host;
  const named = devices.find(({ memdev }) => memdev.memdev === host);
  if (named !== undefined) return named.file.pci;
  const bytes = (dpa_size ?? size)?.value ?? 0;
  const next = devices.find(({ file }) => !taken.has(file.pci) && (file.ram ?? 0) >= bytes && bytes > 0);
  return next?.file.pci;
}

/** Volatile regions that the firmware committed: decoders of endpoints in Soft Reserved memory. */
export function committedOf(
  facts: Facts,
  devices: readonly ListedDevice[],
  soft: readonly { start: number; end: number }[],
): CommittedFile[] {
  const out = new Map<number, CommittedFile>();
  const seen = new Set<string>();
  for (const decoder of facts.cxl.decoders) {
    const { resource, size, mode, targets, interleave_granularity: granularity, locked } = decoder;
    const isEndpoint = mode === 'ram' && targets === undefined && !isWindow(decoder.decoder, facts.cxl);
    if (!isEndpoint || !resource?.exact || !size?.exact || size.value === 0 || seen.has(decoder.decoder))
      continue;
    seen.add(decoder.decoder);
    if (!soft.some(({ start, end }) => start <= resource.value && resource.value <= end)) continue;
    const known = out.get(resource.value) ?? { start: resource.value, size: size.value, devices: [] };
    const pci = deviceOf(
      decoder,
      facts.cxl,
      devices,
      new Set([...out.values()].flatMap((one) => one.devices)),
    );
    if (pci === undefined) continue;
    known.devices.push(pci);
    if (granularity !== undefined) known.granularity = granularity;
    if (locked) known.locked = true;
    out.set(resource.value, known);
  }
  return [...out.values()];
}
