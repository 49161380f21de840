/**
 * pfn and dax devices, which give a namespace an info block and struct pages: models
 * drivers/nvdimm/pfn_devs.c and dax_devs.c, 5.7 to 6.12. An nd_dax is an nd_pfn with another name and
 * signature, so both are one record.
 */
import { ERRNO } from '../../lib/errno.ts';
import { alignDown, bytes, MiB, PAGE_SIZE, phys, physToPfn } from '../../lib/units.ts';
import { NIL_UUID } from '../../lib/uuid.ts';
import { devres_add, devres_register } from '../base/devres.ts';
import { ida_alloc, ida_free } from '../base/ida.ts';
import type { Kernel } from '../kernel.ts';
import { SUBSECTION_SIZE } from '../mm/mmzone.ts';
import type { VmemAltmap } from '../mm/state.ts';
import { dev_err, dev_info, type LogDevice } from '../printk.ts';
import { traced } from '../trace.ts';
import { nd_device_register } from './async.ts';
import { is_bad_pmem, SECTOR } from './badrange.ts';
import {
  devm_nsio_disable,
  devm_nsio_enable,
  nd_attach_ndns,
  nd_detach_ndns,
  nvdimm_write_bytes,
  nvdimm_zero_bytes,
} from './claim.ts';
import { nd_add_child, nd_dev, nd_remove_child, nd_set_uuid, to_nd_region, to_ndns } from './devices.ts';
import { nd_dev_to_uuid } from './namespace.ts';
import { nd_personality_register } from './personality.ts';
import {
  DAX_SIG,
  encode_pfn_sb,
  INFO_BLOCK_OFFSET,
  INFO_BLOCK_SIZE,
  type NdPfnSb,
  PFN_SIG,
  pfn_mode_number,
  STRUCT_PAGE_SIZE,
} from './pfn.ts';
import { nd_info_block_reserve, pfn_layout } from './pfn-layout.ts';
import { nd_pfn_validate } from './pfn-validate.ts';
import type { NdNamespace, NdPfn, NdRegion } from './state.ts';

type Kind = NdPfn['kind'];

/** PMD sized mappings, where the CPU has them: every x86-64. */
const PFN_DEFAULT_ALIGNMENT = 2 * MiB;
/** The minor version that this kernel writes: page and struct page size are recorded since 5.5. */
const INFO_BLOCK_MINOR = 4;

const signatureOf = (kind: Kind): string => (kind === 'dax' ? DAX_SIG : PFN_SIG);
const idaOf = (region: NdRegion, kind: Kind) => (kind === 'dax' ? region.daxIda : region.pfnIda);
const childrenOf = (region: NdRegion, kind: Kind) => (kind === 'dax' ? region.daxes : region.pfns);

function nd_pfn_alloc(k: Kernel, region: NdRegion, kind: Kind): NdPfn {
  const id = ida_alloc(idaOf(region, kind));
  const pfn: NdPfn = {
    name: `${kind}${region.id}.${id}`,
    kind,
    id,
    region: region.name,
    core: { driver: null, devres: [] },
    uuid: null,
    mode: 'none',
    align: PFN_DEFAULT_ALIGNMENT,
    namespace: null,
    sb: null,
    data: null,
  };
  k.state.nd.pfns[pfn.name] = pfn;
  return pfn;
}

function register(k: Kernel, region: NdRegion, pfn: NdPfn): void {
  nd_add_child(childrenOf(region, pfn.kind), pfn.name);
  nd_device_register(k, pfn.name);
}

/** Makes an idle device of a kind in the region, the next seed; its name. */
function create(k: Kernel, region: NdRegion, kind: Kind): string {
  const pfn = nd_pfn_alloc(k, region, kind);
  register(k, region, pfn);
  return pfn.name;
}

/** Forgets a device that has no driver: its namespace is free, its number can be used again. */
function nd_pfn_release(k: Kernel, name: string): void {
  const pfn = k.state.nd.pfns[name];
  if (pfn === undefined) return;
  const region = to_nd_region(k, pfn.region);
  nd_detach_ndns(k, pfn);
  nd_set_uuid(k, pfn, null);
  nd_remove_child(childrenOf(region, pfn.kind), name);
  ida_free(idaOf(region, pfn.kind), pfn.id);
  delete k.state.nd.pfns[name];
}

nd_personality_register('pfn', (k, region) => create(k, region, 'pfn'), nd_pfn_release);
nd_personality_register('dax', (k, region) => create(k, region, 'dax'), nd_pfn_release);

/**
 * Looks for an info block of a kind in an open namespace and, when there is one that fits, makes a device
 * that holds the namespace and will be probed in its stead.
 */
function probe(k: Kernel, namespace: NdNamespace, kind: Kind): number {
  if (namespace.forceRaw) return -ERRNO.ENODEV;
  if (namespace.claimClass !== 'none' && namespace.claimClass !== kind) return -ERRNO.ENODEV;
  const region = to_nd_region(k, namespace.region);
  const pfn = nd_pfn_alloc(k, region, kind);
  nd_attach_ndns(pfn, namespace);
  // The device is on no bus yet, and no driver's: its messages begin with nothing but its name.
  const sb = nd_pfn_validate(k, pfn, signatureOf(kind), { driver: '', name: pfn.name });
  if (typeof sb === 'number') {
    nd_pfn_release(k, pfn.name);
    return sb;
  }
  register(k, region, pfn);
  return 0;
}

/**
 * Autodetection of fsdax: 0 when a pfn device took over, -ENODEV when there is no such info block,
 * -EOPNOTSUPP when there is one that this kernel cannot use where the namespace lies.
 */
export const nd_pfn_probe = traced('nd_pfn_probe', (k: Kernel, namespace: NdNamespace): number =>
  probe(k, namespace, 'pfn'),
);
/** Autodetection of devdax, with the results of `nd_pfn_probe`. */
export const nd_dax_probe = traced('nd_dax_probe', (k: Kernel, namespace: NdNamespace): number =>
  probe(k, namespace, 'dax'),
);

/** Overwrites bad sectors where the page map will lie: it is about to be written anyway. */
function nd_pfn_clear_memmap_errors(k: Kernel, pfn: NdPfn, dataoff: number): number {
  if (pfn.mode !== 'pmem') return 0;
  const namespace = to_ndns(k, pfn.namespace!);
  const region = to_nd_region(k, pfn.region);
  devm_nsio_disable(k, pfn.name);
  const rc = devm_nsio_enable(k, pfn.name, namespace, dataoff);
  if (rc !== 0 || region.badblocks === undefined) return rc;
  const first = (INFO_BLOCK_OFFSET + INFO_BLOCK_SIZE) / SECTOR;
  const inRegion = (namespace.start - region.start) / SECTOR;
  for (const range of [...region.badblocks.ranges]) {
    const start = Math.max(range.start - inRegion, first);
    const end = Math.min(range.end - inRegion, dataoff / SECTOR - 1);
    if (start > end || !is_bad_pmem(region.badblocks, start + inRegion, SECTOR)) continue;
    const from = alignDown(start * SECTOR, PAGE_SIZE);
    const cleared = nvdimm_zero_bytes(
      k,
      namespace,
      from,
      Math.ceil(((end + 1) * SECTOR - from) / PAGE_SIZE) * PAGE_SIZE,
    );
    if (cleared === 0) continue;
    const count = (end - start + 1).toString(16);
    dev_err(k, nd_dev(k, pfn.name), `error clearing ${count} badblocks at ${start.toString(16)}`);
    return cleared;
  }
  return 0;
}

/** The info block in force: the one on media, or one written now. An errno when there can be none. */
const nd_pfn_init = traced('nd_pfn_init', (k: Kernel, pfn: NdPfn): NdPfnSb | number => {
  const log = nd_dev(k, pfn.name);
  const found = nd_pfn_validate(k, pfn, signatureOf(pfn.kind), log);
  if (typeof found !== 'number') {
    const rc = nd_pfn_clear_memmap_errors(k, pfn, found.dataoff);
    return rc === 0 ? found : rc;
  }
  if (found !== -ERRNO.ENODEV) return found;
  const fresh = new_info_block(k, pfn, log);
  if (typeof fresh === 'number') return fresh;
  const rc = nd_pfn_clear_memmap_errors(k, pfn, fresh.dataoff);
  if (rc !== 0) return rc;
  const namespace = to_ndns(k, pfn.namespace!);
  const written = nvdimm_write_bytes(k, namespace, INFO_BLOCK_OFFSET, encode_pfn_sb(fresh));
  return written === 0 ? fresh : written;
});

function new_info_block(k: Kernel, pfn: NdPfn, log: LogDevice): NdPfnSb | number {
  const region = to_nd_region(k, pfn.region);
  const namespace = to_ndns(k, pfn.namespace!);
  if (region.readOnly) {
    dev_info(k, log, `${region.name} is read-only, unable to init metadata`);
    return -ERRNO.ENXIO;
  }
  const { start, size } = namespace;
  const layout = pfn_layout(k, { namespace: namespace.name, start, size, mode: pfn.mode, align: pfn.align });
  if ('errno' in layout) {
    if (layout.message !== undefined) dev_err(k, log, layout.message);
    return layout.errno;
  }
  return {
    ...layout,
    signature: signatureOf(pfn.kind),
    uuid: pfn.uuid!,
    parentUuid: nd_dev_to_uuid(namespace) ?? NIL_UUID,
    flags: 0,
    versionMajor: 1,
    versionMinor: INFO_BLOCK_MINOR,
    mode: pfn_mode_number(pfn.mode),
    align: pfn.align,
    pageSize: PAGE_SIZE,
    pageStructSize: STRUCT_PAGE_SIZE,
  };
}

devres_register('pfn-sb', (k, device) => {
  const pfn = k.state.nd.pfns[device];
  if (pfn !== undefined) Object.assign(pfn, { sb: null, data: null });
});

/** What a driver needs to map a namespace with an info block. */
export interface PfnSetup {
  sb: NdPfnSb;
  /** Physical bytes to map, info block and page map included. */
  range: { start: number; end: number };
  altmap?: VmemAltmap;
}

/**
 * Reads or writes the info block of an open namespace, and says what to map.
 *
 * @returns the set-up, or the errno of nd_pfn_validate / nd_pfn_init; -ENODEV for a device that is not
 *   configured
 */
export const nvdimm_setup_pfn = traced('nvdimm_setup_pfn', (k: Kernel, pfn: NdPfn): PfnSetup | number => {
  if (pfn.uuid === null || pfn.namespace === null) return -ERRNO.ENODEV;
  const sb = nd_pfn_init(k, pfn);
  if (typeof sb === 'number') return sb;
  pfn.sb = sb;
  devres_add(pfn.core, { kind: 'pfn-sb' });
  return __nvdimm_setup_pfn(k, pfn, sb);
});

function __nvdimm_setup_pfn(k: Kernel, pfn: NdPfn, sb: NdPfnSb): PfnSetup | number {
  const namespace = to_ndns(k, pfn.namespace!);
  const reserve = nd_info_block_reserve();
  const start = namespace.start + sb.startPad;
  const end = namespace.start + namespace.size - 1 - sb.endTrunc;
  const size = end + 1 - start - sb.dataoff;
  if (pfn.mode === 'none') return -ERRNO.ENXIO;
  // A block that cuts away more than there is: the kernel tries to map the wrapped range, to no good end.
  if (size < 0) return -ERRNO.ENXIO;
  if (pfn.mode === 'ram' && sb.dataoff < reserve) return -ERRNO.EINVAL;
  pfn.data = { start: phys(start + sb.dataoff), size: bytes(size) };
  if (pfn.mode === 'ram') return { sb, range: { start, end } };
  const npfns = Math.floor(size / PAGE_SIZE);
  if (sb.npfns > npfns)
    dev_info(k, nd_dev(k, pfn.name), `number of pfns truncated from ${sb.npfns} to ${npfns}`);
  return { sb, range: { start, end }, altmap: new_altmap(start, end, sb.dataoff) };
}

/** The page map's room: from behind the info block to the data, counted from the mapping's sub-section. */
function new_altmap(start: number, end: number, dataoff: number): VmemAltmap {
  const reserve = nd_info_block_reserve();
  const basePfn = physToPfn(alignDown(start, SUBSECTION_SIZE));
  return {
    basePfn,
    endPfn: physToPfn(end),
    reserve: reserve / PAGE_SIZE + (physToPfn(start) - basePfn),
    free: Math.floor((dataoff - reserve) / PAGE_SIZE),
    align: 0,
    alloc: 0,
  };
}
