/** Checks that records of a saved machine name records that exist, and that tables keep their order. */
import type { NfitBus, Platform } from '../../../firmware/platform.ts';
import type { DeviceCore, Devres } from '../../../kernel/base/device.ts';
import type { NdState } from '../../../kernel/nvdimm/state.ts';
import type { KernelState } from '../../../kernel/state.ts';
import type { Span } from '../../../lib/runs.ts';
import type { SavedMachine } from '../../machine.ts';

/** Invalid fields, in the order of the checks. */
type Faults = Generator<string>;

const has = (table: object, key: string | number): boolean => Object.hasOwn(table, key);

/** A field that names a record of a table; null names none. */
function* names(table: object, field: string, keys: readonly (string | number | null)[]): Faults {
  for (const key of keys) if (key !== null && !has(table, key)) yield field;
}

function* keysAreNames(table: Record<string, { name: string }>, field: string): Faults {
  for (const [key, { name }] of Object.entries(table)) if (key !== name) yield `${field}.${key}.name`;
}

function* ascending(runs: readonly Span[], field: string): Faults {
  let last = -1;
  for (const [i, run] of runs.entries()) {
    if (run.first <= last || run.last < run.first) yield `${field}.${i}`;
    last = run.last;
  }
}

function* platformFaults(platform: Platform, field: string): Faults {
  const ranges = { e820: platform.e820, reserved: platform.reserved, numa: platform.numa };
  for (const [name, list] of Object.entries(ranges))
    for (const [i, { start, end }] of list.entries()) if (end < start) yield `${field}.${name}.${i}`;
  for (const [b, { dimms, regions }] of platform.buses.entries())
    for (const [r, { mappings, size }] of regions.entries()) {
      if (size === 0) yield `${field}.buses.${b}.regions.${r}.size`;
      for (const { dimm, offset, size: bytes } of mappings)
        if (dimm >= dimms.length || offset + bytes > dimms[dimm]!.size)
          yield `${field}.buses.${b}.regions.${r}.mappings`;
    }
  if (platform.physBits < 32 || platform.physBits > 52) yield `${field}.physBits`;
}

/** The tree of resources: parents and children agree, siblings ascend, and every branch ends at the root. */
function* resourceFaults({ resources: { byId } }: KernelState): Faults {
  const field = 'kernel.resources.byId';
  if (!has(byId, 0)) yield `${field}.0`;
  for (const [key, { id, start, end, parent, children }] of Object.entries(byId)) {
    if (key !== `${id}` || end < start) yield `${field}.${key}`;
    if (parent !== null && !byId[parent]?.children.includes(id)) yield `${field}.${key}.parent`;
    let last = -1;
    for (const child of children) {
      const resource = byId[child];
      if (resource?.parent !== id || resource.start <= last) yield `${field}.${key}.children`;
      last = resource?.end ?? last;
    }
  }
  const seen = new Set<number>();
  const walk = [0];
  for (let id = walk.pop(); id !== undefined; id = walk.pop()) {
    if (seen.has(id)) yield `${field}.${id}.children`;
    else walk.push(...(byId[id]?.children ?? []));
    seen.add(id);
  }
  for (const [key, { id, parent }] of Object.entries(byId))
    if (parent !== null && !seen.has(id)) yield `${field}.${key}.parent`;
}

function isThere(state: KernelState, res: Devres): boolean {
  switch (res.kind) {
    case 'mem-region':
      return has(state.resources.byId, res.resource);
    case 'pagemap':
      return has(state.mm.pagemaps, res.id);
    case 'disk':
      return has(state.block.disks, res.name);
    case 'dax-region':
      return has(state.dax.regions, res.name);
    case 'dax-device':
      return has(state.dax.devices, res.name);
    case 'nsio':
      return has(state.nd.namespaces, res.namespace);
    default:
      return true;
  }
}

/** Name of a resource that one device at most holds, so that it is released once; undefined for the rest. */
function ownOf(res: Devres): string | undefined {
  switch (res.kind) {
    case 'mem-region':
      return `resource ${res.resource}`;
    case 'pagemap':
      return `pagemap ${res.id}`;
    case 'disk':
      return `disk ${res.name}`;
    default:
      return undefined;
  }
}

/** @param held by the devices before, to which those of this one are added */
function* coreFaults(state: KernelState, { devres }: DeviceCore, field: string, held: Set<string>): Faults {
  for (const res of devres) {
    const own = ownOf(res);
    if (!isThere(state, res) || (own !== undefined && held.has(own))) yield `${field}.core.devres`;
    if (own !== undefined) held.add(own);
  }
}

/** Allocations of a DIMM: each is under its start, and listed by its label. */
function* dpaFaults({ dimms }: NdState): Faults {
  for (const [key, { drvdata }] of Object.entries(dimms)) {
    if (drvdata === null) continue;
    const { extents, byLabel } = drvdata.dpa;
    const field = `kernel.nd.dimms.${key}.drvdata.dpa`;
    for (const [at, { start, label }] of Object.entries(extents))
      if (at !== `${start}` || !has(byLabel, label) || !byLabel[label]!.includes(start))
        yield `${field}.extents.${at}`;
    for (const [label, starts] of Object.entries(byLabel))
      for (const start of starts) if (extents[start]?.label !== label) yield `${field}.byLabel.${label}`;
  }
}

/** A DIMM of a CXL device names the device, any other its bus and place in the NFIT. */
function* dimmFaults({ nd, cxl }: KernelState, { buses, cxl: devices }: Platform): Faults {
  for (const [key, dimm] of Object.entries(nd.dimms)) {
    const field = `kernel.nd.dimms.${key}`;
    yield* names(nd.buses, `${field}.bus`, [dimm.bus]);
    const firmware = nd.buses[dimm.bus]?.firmware;
    if (dimm.cxl !== undefined) {
      if (cxl === undefined || devices?.memdevs.includes(dimm.cxl) !== true) yield `${field}.cxl`;
    } else if (firmware === null || firmware === undefined) yield `${field}.bus`;
    else if (buses[firmware]?.dimms[dimm.firmware] === undefined) yield `${field}.firmware`;
  }
}

function* cxlFaults({ cxl, resources }: KernelState): Faults {
  if (cxl === undefined) return;
  for (const [key, port] of Object.entries(cxl.ports)) {
    yield* names(cxl.ports, `kernel.cxl.ports.${key}.parent`, [port.parent]);
    yield* names(cxl.decoders, `kernel.cxl.ports.${key}.decoders`, port.decoders);
  }
  for (const [key, { port, region, root }] of Object.entries(cxl.decoders)) {
    yield* names(cxl.ports, `kernel.cxl.decoders.${key}.port`, [port]);
    yield* names(cxl.regions, `kernel.cxl.decoders.${key}.region`, [region]);
    yield* names(resources.byId, `kernel.cxl.decoders.${key}.root.resource`, [root?.resource ?? null]);
  }
  for (const [key, { decoder, targets, resource }] of Object.entries(cxl.regions)) {
    yield* names(cxl.decoders, `kernel.cxl.regions.${key}.targets`, [decoder, ...targets]);
    yield* names(resources.byId, `kernel.cxl.regions.${key}.resource`, [resource]);
  }
  for (const [key, { endpoint, pci }] of Object.entries(cxl.memdevs)) {
    yield* names(cxl.ports, `kernel.cxl.memdevs.${key}.endpoint`, [endpoint]);
    yield* names(cxl.functions, `kernel.cxl.memdevs.${key}.pci`, [pci]);
  }
  for (const kind of ['nvdimms', 'pmemRegions', 'daxRegions'] as const)
    yield* keysAreNames(cxl[kind], `kernel.cxl.${kind}`);
}

function* busFaults(nd: NdState, buses: readonly NfitBus[]): Faults {
  for (const [key, bus] of Object.entries(nd.buses)) {
    const field = `kernel.nd.buses.${key}`;
    yield* names(nd.regions, `${field}.regions`, bus.regions);
    yield* names(nd.dimms, `${field}.dimms`, bus.dimms);
    if (bus.firmware !== null && buses[bus.firmware] === undefined) yield `${field}.firmware`;
  }
}

function* regionFaults(nd: NdState): Faults {
  for (const [key, region] of Object.entries(nd.regions)) {
    const field = `kernel.nd.regions.${key}`;
    yield* names(nd.buses, `${field}.bus`, [region.bus]);
    for (const { dimm } of region.mappings) yield* names(nd.dimms, `${field}.mappings`, [dimm]);
    yield* names(nd.namespaces, `${field}.namespaces`, [...region.namespaces, region.namespaceSeed]);
    yield* names(nd.btts, `${field}.btts`, [...region.btts, region.bttSeed]);
    yield* names(nd.pfns, `${field}.pfns`, [...region.pfns, ...region.daxes, region.pfnSeed, region.daxSeed]);
  }
}

function* childFaults(nd: NdState): Faults {
  const holders = { ...nd.pfns, ...nd.btts };
  for (const [key, { region, claim }] of Object.entries(nd.namespaces)) {
    yield* names(nd.regions, `kernel.nd.namespaces.${key}.region`, [region]);
    yield* names(holders, `kernel.nd.namespaces.${key}.claim`, [claim]);
  }
  for (const kind of ['pfns', 'btts'] as const)
    for (const [key, { region, namespace }] of Object.entries(nd[kind])) {
      yield* names(nd.regions, `kernel.nd.${kind}.${key}.region`, [region]);
      yield* names(nd.namespaces, `kernel.nd.${kind}.${key}.namespace`, [namespace]);
    }
}

function* deviceFaults(state: KernelState): Faults {
  const { nd, dax, block } = state;
  const held = new Set<string>();
  for (const kind of ['buses', 'dimms', 'regions', 'namespaces', 'pfns', 'btts'] as const) {
    yield* keysAreNames(nd[kind], `kernel.nd.${kind}`);
    for (const [key, device] of Object.entries(nd[kind]))
      yield* coreFaults(state, device.core, `kernel.nd.${kind}.${key}`, held);
  }
  yield* keysAreNames(dax.devices, 'kernel.dax.devices');
  yield* keysAreNames(block.disks, 'kernel.block.disks');
  for (const [key, { region, core, kmem }] of Object.entries(dax.devices)) {
    yield* names(dax.regions, `kernel.dax.devices.${key}.region`, [region]);
    yield* names(state.resources.byId, `kernel.dax.devices.${key}.kmem`, kmem);
    yield* coreFaults(state, core, `kernel.dax.devices.${key}`, held);
  }
}

function* memoryFaults({ mm }: KernelState): Faults {
  yield* ascending(mm.sections, 'kernel.mm.sections');
  yield* ascending(mm.blocks, 'kernel.mm.blocks');
  yield* ascending(mm.pagemapFrames, 'kernel.mm.pagemapFrames');
  yield* ascending(mm.gigapages, 'kernel.mm.gigapages');
  for (const [key, { id }] of Object.entries(mm.pagemaps))
    if (key !== `${id}`) yield `kernel.mm.pagemaps.${key}`;
  if (Object.values(mm.pagemaps).some(({ id }) => id >= mm.nextPagemap)) yield 'kernel.mm.nextPagemap';
  if (mm.physBits < 32 || mm.physBits > 52) yield 'kernel.mm.physBits';
  if (mm.blockSize === 0) yield 'kernel.mm.blockSize';
}

function* faults({ firmware, kernel, commandLog }: SavedMachine): Faults {
  yield* platformFaults(firmware.platform, 'firmware.platform');
  yield* platformFaults(commandLog.origin.platform, 'commandLog.origin.platform');
  for (const [i, { platform }] of commandLog.entries.entries())
    if (platform !== undefined) yield* platformFaults(platform, `commandLog.entries.${i}.platform`);
  yield* resourceFaults(kernel);
  yield* memoryFaults(kernel);
  yield* busFaults(kernel.nd, firmware.platform.buses);
  yield* dimmFaults(kernel, firmware.platform);
  yield* dpaFaults(kernel.nd);
  yield* cxlFaults(kernel);
  yield* regionFaults(kernel.nd);
  yield* childFaults(kernel.nd);
  yield* deviceFaults(kernel);
}

/** The first field of a saved machine that refers to a missing record; undefined if there is none. */
export const badReference = (saved: SavedMachine): string | undefined => {
  for (const fault of faults(saved)) return fault;
  return undefined;
};
