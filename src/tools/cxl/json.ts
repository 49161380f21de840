/** Objects of the cxl tool as JSON (cxl/json.c, 76.1). */

import { jsonHex, jsonSize } from '../util/human.ts';
import type { Json, JsonObject } from '../util/json.ts';
import { baseName } from '../util/sysfs.ts';
import { dportMatchesMemdev, type MemdevFilter, targetMatchesMemdev } from './filter.ts';
import { UNKNOWN } from './lib/context.ts';
import { type Decoder, decoderMemdev, decoderRegion, hasSize } from './lib/decoder.ts';
import { identify, partition } from './lib/mailbox.ts';
import { mappings } from './lib/mapping.ts';
import { isKnown, type Memdev, memdevHost, memdevIsEnabled } from './lib/memdev.ts';
import { busProvider, type Dport, dports, type Port, portHost, portIsEnabled } from './lib/port.ts';
import { type Region, regionIsEnabled } from './lib/region.ts';

/** Optional parts of a listing. */
export interface Detail {
  human: boolean;
  targets: boolean;
  health: boolean;
  partition: boolean;
  alertConfig: boolean;
}

/** No optional part, plain numbers. */
export const PLAIN: Detail = {
  human: false,
  targets: false,
  health: false,
  partition: false,
  alertConfig: false,
};

const sizeUnlessZero = (size: bigint, human: boolean): Json | undefined =>
  size === 0n ? undefined : jsonSize(size, human);

function partitionJson(memdev: Memdev, { human }: Detail): JsonObject | undefined {
  const id = identify(memdev);
  if (id === undefined) return undefined;
  const size = (value: number): Json => jsonSize(value, human);
  const active = id.partitionAlign === 0 ? undefined : partition(memdev);
  return {
    total_size: size(id.total),
    volatile_only_size: size(id.volatileOnly),
    persistent_only_size: size(id.persistentOnly),
    partition_alignment_size: size(id.partitionAlign),
    ...(active !== undefined && {
      active_volatile_size: size(active.activeVolatile),
      active_persistent_size: size(active.activePersistent),
      next_volatile_size: size(active.nextVolatile),
      next_persistent_size: size(active.nextPersistent),
    }),
  };
}

/** Health and alerts are accepted and not printed: no emulated device reports them. */
export function memdevJson(memdev: Memdev, detail: Detail): JsonObject {
  const { human } = detail;
  return {
    memdev: memdev.name,
    pmem_size: sizeUnlessZero(memdev.pmemSize, human),
    ram_size: sizeUnlessZero(memdev.ramSize, human),
    serial: isKnown(memdev.serial) ? jsonHex(memdev.serial, human) : undefined,
    numa_node: memdev.numaNode >= 0 ? memdev.numaNode : undefined,
    host: memdevHost(memdev),
    state: memdevIsEnabled(memdev) ? undefined : 'disabled',
    partition_info: detail.partition ? partitionJson(memdev, detail) : undefined,
  };
}

/** The other names of a downstream port: the library adds both under one key, so the last one remains. */
const alias = ({ physPath, fwPath }: Dport): string | undefined => {
  const path = fwPath ?? physPath;
  return path === undefined ? undefined : baseName(path);
};

/** `nr_dports` and `dports` of a port or bus; empty unless targets are requested. */
export function dportsJson(port: Port, filter: MemdevFilter, { targets, human }: Detail): JsonObject {
  const all = dports(port);
  if (all.length === 0 || !targets) return {};
  return {
    nr_dports: all.length,
    dports: all
      .filter((dport) => dportMatchesMemdev(dport, filter))
      .map((dport) => ({ dport: dport.name, alias: alias(dport), id: jsonHex(dport.id, human) })),
  };
}

/** A bus with its provider. */
export const busJson = (bus: Port): JsonObject => ({ bus: bus.name, provider: busProvider(bus) });

/** A port or, with the key `endpoint`, an endpoint. */
export const portJson = (port: Port, key: 'port' | 'endpoint'): JsonObject => ({
  [key]: port.name,
  host: portHost(port),
  depth: port.depth,
  state: portIsEnabled(port) ? undefined : 'disabled',
});

const onlyTrue = (value: boolean): true | undefined => (value ? true : undefined);

function endpointPart(decoder: Decoder, human: boolean): JsonObject {
  const { dpaSize, dpaResource, mode } = decoder;
  const sized = dpaSize !== 0n;
  return {
    dpa_resource: sized && isKnown(dpaResource) ? jsonHex(dpaResource, human) : undefined,
    dpa_size: sized && isKnown(dpaSize) ? jsonSize(dpaSize, human) : undefined,
    mode: mode === 'none' ? undefined : mode,
  };
}

function rootPart(decoder: Decoder, human: boolean): JsonObject {
  const mem = decoder.memCapable;
  const extent = decoder.maxAvailableExtent;
  return {
    max_available_extent: mem && isKnown(extent) ? jsonSize(extent, human) : undefined,
    pmem_capable: onlyTrue(mem && decoder.pmemCapable),
    volatile_capable: onlyTrue(mem && decoder.volatileCapable),
    accelmem_capable: onlyTrue(decoder.accelmemCapable),
  };
}

/** A decoder without its targets; unknown and unset numbers are left out. */
export function decoderJson(decoder: Decoder, { human }: Detail): JsonObject {
  const { size, start, ways, granularity, port } = decoder;
  const interleaved = ways > 1 && ways < UNKNOWN && granularity < UNKNOWN;
  return {
    decoder: decoder.name,
    resource: size !== 0n && isKnown(start) ? jsonHex(start, human) : undefined,
    size: hasSize(decoder) ? jsonSize(size, human) : undefined,
    interleave_ways: ways < UNKNOWN ? ways : undefined,
    interleave_granularity: interleaved ? granularity : undefined,
    region: decoderRegion(decoder)?.name,
    state: size === 0n ? 'disabled' : undefined,
    ...(port.type === 'endpoint' && endpointPart(decoder, human)),
    ...(port.type === 'root' && rootPart(decoder, human)),
  };
}

/** `nr_targets` of a decoder, and its `targets` if requested; empty for the decoder of an endpoint. */
export function targetsJson(decoder: Decoder, filter: MemdevFilter, { targets, human }: Detail): JsonObject {
  if (decoder.port.type === 'endpoint') return {};
  const { nrTargets } = decoder;
  if (!targets || nrTargets === 0) return { nr_targets: nrTargets };
  const shown = decoder.targets.filter((target) => targetMatchesMemdev(target, filter));
  return {
    nr_targets: nrTargets,
    targets: shown.map((target) => ({
      target: target.name,
      alias: alias(target),
      position: target.position,
      id: jsonHex(target.id, human),
    })),
  };
}

function mappingsJson(region: Region): Json[] {
  return mappings(region).map(({ position, decoder }) => ({
    position,
    memdev: decoderMemdev(decoder)?.name,
    decoder: decoder.name,
  }));
}

const INT_MAX = 2 ** 31 - 1;
const number = (value: number): number | undefined => (value < INT_MAX ? value : undefined);

/** A region, with its members if `targets` is set. */
export function regionJson(region: Region, { human, targets }: Detail): JsonObject {
  const { start, size, ways } = region;
  const withMappings = targets && ways !== 0 && ways !== UNKNOWN;
  return {
    region: region.name,
    resource: isKnown(start) ? jsonHex(start, human) : undefined,
    size: isKnown(size) ? jsonSize(size, human) : undefined,
    interleave_ways: number(ways),
    interleave_granularity: number(region.granularity),
    decode_state: region.decodeState === 1 ? 'commit' : 'reset',
    state: regionIsEnabled(region) ? undefined : 'disabled',
    mappings: withMappings ? mappingsJson(region) : undefined,
  };
}
