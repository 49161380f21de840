/** CXL windows of a paste, as a platform file describes them. */
import type { Facts } from '../facts.ts';
import { type CxlFacts, isWindow } from '../readers/cxl-facts.ts';
import { levels } from '../readers/iomem.ts';
import type { BridgeNames } from './cxl-topology.ts';
import { lastIomem } from './memory-map.ts';
import { byNumber } from './objects.ts';

/** A window of the lists; sizes in bytes. */
export interface ListedWindow {
  start: number;
  size: number;
  decoder?: CxlFacts['decoders'][number];
}

/** A window of a platform file; sizes in bytes. */
export interface WindowFile {
  start: number;
  size: number;
  ways?: number;
  granularity?: number;
  targets: string[];
  restrictions?: string[];
}

/** The windows of root decoders, otherwise those of /proc/iomem. */
export function listedWindows(facts: Facts): ListedWindow[] {
  const roots = new Map(
    facts.cxl.decoders.filter(({ decoder }) => isWindow(decoder, facts.cxl)).map((one) => [one.decoder, one]),
  );
  const ordered = [...roots.values()].sort((a, b) => byNumber(a.decoder, b.decoder));
  const listed = ordered.flatMap((decoder) =>
    decoder.resource === undefined || !decoder.size?.value
      ? []
      : [{ start: decoder.resource.value, size: decoder.size.value, decoder }],
  );
  if (listed.length > 0) return listed;
  const iomem = lastIomem(facts);
  if (iomem === undefined) return [];
  return levels(iomem)
    .filter(({ name }) => /^CXL Window \d+$/.test(name))
    .map(({ start, end }) => ({ start, size: end - start + 1 }));
}

function restrictionsOf(decoder: CxlFacts['decoders'][number]): string[] {
  return [
    ...(decoder.accelmem_capable ? ['type2'] : []),
    'type3',
    ...(decoder.volatile_capable ? ['volatile'] : []),
    ...(decoder.pmem_capable ? ['pmem'] : []),
  ];
}

function targetsOf(
  decoder: CxlFacts['decoders'][number] | undefined,
  bridges: readonly BridgeNames[],
): string[] {
  const named = (decoder?.targets ?? [])
    .map(({ target }) => bridges.find(({ acpi, pci }) => acpi === target || pci === target)?.pci)
    .filter((pci) => pci !== undefined);
  return named.length > 0 ? named : [bridges[0]!.pci];
}

/** A window of a platform file; without listed targets it is decoded to the first host bridge. */
export const windowFile = (
  { start, size, decoder }: ListedWindow,
  bridges: readonly BridgeNames[],
): WindowFile => ({
  start,
  size,
  ...(decoder?.interleave_ways !== undefined && { ways: decoder.interleave_ways }),
  ...(decoder?.interleave_granularity !== undefined && { granularity: decoder.interleave_granularity }),
  targets: targetsOf(decoder, bridges),
  ...(decoder !== undefined && { restrictions: restrictionsOf(decoder) }),
});
