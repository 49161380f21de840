/** Namespaces of libndctl: their attributes, holders and settings. */
import { ERRNO } from '../../../lib/errno.ts';
import { hex } from '../../../lib/units.ts';
import { NIL_UUID } from '../../../lib/uuid.ts';
import { dbg, hasDriver, sysfsWriteAttr } from '../../util/sysfs.ts';
import { type Btt, bttNamed } from './btt.ts';
import { childNamed, childrenOf, forgetChild, type Maker } from './children.ts';
import { blockDevice, type Claim, claimIsEnabled } from './claim.ts';
import {
  attribute,
  type Device,
  freshAttribute,
  numberAttribute,
  readModalias,
  setAttribute,
  toSigned,
} from './context.ts';
import { type Pfn, pfnNamed } from './pfn.ts';
import { NSTYPE_IO, NSTYPE_PMEM, type Region } from './region.ts';
import { parseSizes, type SizeList, selectedSize } from './sizes.ts';

/** A part of a region, configured or not. Attributes are read at first use. */
export interface Namespace extends Device {
  region: Region;
  generation: number;
  sectors?: SizeList;
  /** Block device of the namespace itself, once it was read. */
  bdev?: string | undefined;
}

/** The modes by their names on the command line; the kernel uses other names. */
export type NamespaceMode = 'fsdax' | 'sector' | 'raw' | 'devdax' | 'unknown';

const MAKER: Maker<Namespace> = {
  kind: 'namespace',
  make: (region, id, name, path) => ({
    ctx: region.ctx,
    path,
    name,
    id,
    attributes: {},
    region,
    generation: region.generation,
  }),
  readAll(ndns) {
    const first = ['nstype', 'size', 'resource', 'force_raw', 'numa_node', 'target_node', 'holder_class'];
    for (const name of first) attribute(ndns, name);
    if (namespaceType(ndns) !== NSTYPE_IO) {
      namespaceSectors(ndns);
      for (const name of ['alt_name', 'uuid']) attribute(ndns, name);
    }
    readModalias(ndns);
  },
};

/** The namespaces of a region, including idle ones; last found first. */
export const namespaces = (region: Region): Namespace[] => childrenOf(region, MAKER);
/** The namespace with a name; undefined if the region has none. */
export const namespaceNamed = (region: Region, name: string): Namespace | undefined =>
  childNamed(region, MAKER, name);

/** The seed namespace, not yet configured. */
export function namespaceSeed(region: Region): Namespace | undefined {
  const name = freshAttribute(region, 'namespace_seed');
  return typeof name === 'number' ? undefined : namespaceNamed(region, name);
}

/** NSTYPE_IO or NSTYPE_PMEM. */
export const namespaceType = (ndns: Namespace): number => numberAttribute(ndns, 'nstype') ?? 0;
/** Allocated bytes; 0 if none. */
export const namespaceSize = (ndns: Namespace): number => numberAttribute(ndns, 'size') ?? 0;
/** Physical address; undefined if nothing is allocated. */
export const namespaceResource = (ndns: Namespace): number | undefined => numberAttribute(ndns, 'resource');
/** The NUMA node of its memory, -1 for none. */
export const namespaceNumaNode = (ndns: Namespace): number => toSigned(attribute(ndns, 'numa_node')) ?? -1;
/** The NUMA node that its memory would have as RAM, -1 for none. */
export const namespaceTargetNode = (ndns: Namespace): number =>
  toSigned(attribute(ndns, 'target_node')) ?? -1;

/** The free-form name; empty without labels. */
export function namespaceAltName(ndns: Namespace): string {
  const text = namespaceType(ndns) === NSTYPE_IO ? '' : attribute(ndns, 'alt_name');
  return typeof text === 'number' ? '' : text;
}

/** The uuid of the label; nil if it has none. */
export function namespaceUuid(ndns: Namespace): string {
  const text = namespaceType(ndns) === NSTYPE_IO ? '' : attribute(ndns, 'uuid');
  return typeof text === 'number' || text === '' ? NIL_UUID : text;
}

/** Sector sizes that the namespace supports; none without v1.2 labels. */
export function namespaceSectors(ndns: Namespace): SizeList {
  if (ndns.sectors === undefined) {
    if (namespaceType(ndns) === NSTYPE_IO) return { supported: [], select: -1 };
    const text = attribute(ndns, 'sector_size');
    ndns.sectors = parseSizes(ndns.ctx, ndns.name, typeof text === 'number' ? '' : text);
  }
  return ndns.sectors;
}

/** The selected sector size; 0 if the namespace supports none, undefined if none is selected. */
export const namespaceSectorSize = (ndns: Namespace): number | undefined =>
  selectedSize(namespaceSectors(ndns));

/** The device that claims the namespace, at most one of the three. */
export interface Holder {
  btt?: Btt | undefined;
  pfn?: Pfn | undefined;
  dax?: Pfn | undefined;
}

/** The claiming device, of whichever kind. */
export const claimOf = ({ btt, pfn, dax }: Holder): Claim | undefined => btt ?? pfn ?? dax;

/** The order in which most callers look for a holder. */
const BTT_FIRST: readonly (keyof Holder)[] = ['btt', 'pfn', 'dax'];

/**
 * The current holder of the namespace.
 *
 * @param order in which devices are first read, visible with `-v`
 */
export function namespaceHolder(ndns: Namespace, order = BTT_FIRST): Holder {
  const name = freshAttribute(ndns, 'holder');
  if (typeof name === 'number') return {};
  const holder: Holder = {};
  for (const kind of order) {
    if (kind === 'btt') holder.btt = bttNamed(ndns.region, name);
    else holder[kind] = pfnNamed(ndns.region, kind, name);
  }
  return holder;
}

/** The pfn or dax device that holds the namespace. Devices of other kinds are not read. */
export function namespacePfn(ndns: Namespace, kind: 'pfn' | 'dax'): Pfn | undefined {
  const name = freshAttribute(ndns, 'holder');
  return typeof name === 'number' ? undefined : pfnNamed(ndns.region, kind, name);
}

const MODES: Record<string, NamespaceMode> = {
  memory: 'fsdax',
  dax: 'devdax',
  raw: 'raw',
  safe: 'sector',
};

/** The current mode; undefined if the kernel does not report it. */
export function namespaceMode(ndns: Namespace): NamespaceMode | undefined {
  const text = freshAttribute(ndns, 'mode');
  return typeof text === 'number' ? undefined : MODES[text];
}

/** Tests whether the namespace is bound to a driver of its own; a claimed one is not. */
export const namespaceIsEnabled = (ndns: Namespace): boolean => hasDriver(ndns.ctx, ndns.path);

/** Tests whether the namespace, or the device that claims it, is enabled. */
export function namespaceIsActive(ndns: Namespace, holder = namespaceHolder(ndns)): boolean {
  const claim = claimOf(holder);
  return claim === undefined ? namespaceIsEnabled(ndns) : claimIsEnabled(claim);
}

/** `pmem0`; an empty string if there is none. */
export function namespaceBlockDevice(ndns: Namespace): string {
  if (ndns.bdev === undefined) {
    const bdev = blockDevice(ndns.region, ndns.path);
    if (bdev === '') return '';
    ndns.bdev = bdev;
  }
  return ndns.bdev;
}

/** Smallest size of a configured namespace (ND_MIN_NAMESPACE_SIZE). */
const MIN_SIZE = 4096;

function isConfigured(ndns: Namespace): boolean {
  if (namespaceType(ndns) !== NSTYPE_PMEM) return namespaceType(ndns) === NSTYPE_IO;
  return namespaceSize(ndns) >= MIN_SIZE && namespaceUuid(ndns) !== NIL_UUID;
}

/** Tests whether the namespace is free for configuration. Without labels that holds unless it is active. */
export function namespaceIsIdle(ndns: Namespace): boolean {
  if (namespaceIsActive(ndns)) return false;
  return !isConfigured(ndns) || namespaceType(ndns) === NSTYPE_IO;
}

/** The modes by their names in `holder_class`. */
const CLAIM_CLASS: Record<NamespaceMode, string | undefined> = {
  fsdax: 'pfn',
  sector: 'btt',
  raw: '',
  devdax: 'dax',
  unknown: undefined,
};

/** Restricts the kind of device that may claim the namespace. 0 or a negative errno. */
export function namespaceSetEnforceMode(ndns: Namespace, mode: NamespaceMode): number {
  const name = CLAIM_CLASS[mode];
  return name === undefined ? -ERRNO.EINVAL : setAttribute(ndns, 'holder_class', name);
}

/** Makes the kernel ignore or read the info block of the namespace. 0 or a negative errno. */
export const namespaceSetRawMode = (ndns: Namespace, raw: boolean): number =>
  sysfsWriteAttr(ndns.ctx, `${ndns.path}/force_raw`, raw ? '1\n' : '0\n');

/** Sets the uuid of the label. 0 or a negative errno. */
export const namespaceSetUuid = (ndns: Namespace, uuid: string): number => setAttribute(ndns, 'uuid', uuid);

/** Sets a name of at most 63 characters. 0 or a negative errno. */
export function namespaceSetAltName(ndns: Namespace, name: string): number {
  return name.length > 63 ? -ERRNO.EINVAL : setAttribute(ndns, 'alt_name', name);
}

/** Selects a sector size in bytes. 0 or a negative errno. */
export function namespaceSetSectorSize(ndns: Namespace, size: number): number {
  const rc = sysfsWriteAttr(ndns.ctx, `${ndns.path}/sector_size`, `${size}\n`);
  if (rc === 0) namespaceSectors(ndns).select = namespaceSectors(ndns).supported.indexOf(size);
  return rc;
}

function writeSize(ndns: Namespace, size: number): number {
  const rc = setAttribute(ndns, 'size', size === 0 ? '0\n' : `${hex(size)}\n`, String(size));
  if (rc === 0) {
    // A new size assigns or removes the address.
    ndns.attributes.resource = undefined;
    attribute(ndns, 'resource');
  }
  return rc;
}

/** Allocates `size` bytes. 0 or a negative errno. */
export function namespaceSetSize(ndns: Namespace, size: number): number {
  const fn = 'ndctl_namespace_set_size';
  if (size === 0) {
    dbg(ndns.ctx, fn, `${ndns.name}: use ndctl_namespace_delete() instead`);
    return -ERRNO.EINVAL;
  }
  if (namespaceIsEnabled(ndns)) return -ERRNO.EBUSY;
  if (namespaceType(ndns) === NSTYPE_PMEM) return writeSize(ndns, size);
  dbg(ndns.ctx, fn, `${ndns.name}: nstype: ${namespaceType(ndns)} set size failed`);
  return -ERRNO.ENXIO;
}

/** Deletes the label and frees its capacity. 0, also without a label; or a negative errno. */
export function namespaceDelete(ndns: Namespace): number {
  if (ndns.generation !== ndns.region.generation) return 0;
  if (namespaceIsEnabled(ndns)) return -ERRNO.EBUSY;
  if (namespaceType(ndns) !== NSTYPE_PMEM) {
    dbg(ndns.ctx, 'ndctl_namespace_delete', `${ndns.name}: nstype: ${namespaceType(ndns)} not deletable`);
    return 0;
  }
  const rc = writeSize(ndns, 0);
  // Without a uuid the kernel returns -ENXIO: there is no capacity to free.
  if (rc !== 0 && rc !== -ERRNO.ENXIO) return rc;
  forgetChild(ndns.region, 'namespace', ndns.name);
  return 0;
}
