/** Namespaces of libndctl: what they are, who holds them, and what can be set on them. */
import { ERRNO } from '../../../lib/errno.ts';
import { hex } from '../../../lib/units.ts';
import { NIL_UUID } from '../../../lib/uuid.ts';
import { baseName, dbg, hasDriver, sysfsWriteAttr } from '../../util/sysfs.ts';
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

/** A part of a region, set up or not; what it says of itself is read when it is asked for. */
export interface Namespace extends Device {
  region: Region;
  generation: number;
  sectors?: SizeList;
  /** Block device of the namespace itself, once it was seen. */
  bdev?: string | undefined;
}

/** The words of the command line; the kernel has others. */
export type NamespaceMode = 'fsdax' | 'sector' | 'raw' | 'devdax' | 'unknown';

const MAKER: Maker<Namespace> = {
  kind: 'namespace',
  make: (region, id, path) => ({
    ctx: region.ctx,
    path,
    name: baseName(path),
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

/** The namespaces of a region, idle ones too; last found first. */
export const namespaces = (region: Region): Namespace[] => childrenOf(region, MAKER);
/** The namespace of that name; undefined when the region has none. */
export const namespaceNamed = (region: Region, name: string): Namespace | undefined =>
  childNamed(region, MAKER, name);

/** The namespace that waits for its next configuration. */
export function namespaceSeed(region: Region): Namespace | undefined {
  const name = freshAttribute(region, 'namespace_seed');
  return typeof name === 'number' ? undefined : namespaceNamed(region, name);
}

/** NSTYPE_IO or NSTYPE_PMEM. */
export const namespaceType = (ndns: Namespace): number => numberAttribute(ndns, 'nstype') ?? 0;
/** Bytes of the namespace as allocated; 0 while it has none. */
export const namespaceSize = (ndns: Namespace): number => numberAttribute(ndns, 'size') ?? 0;
/** Physical address; undefined while it has none. */
export const namespaceResource = (ndns: Namespace): number | undefined => numberAttribute(ndns, 'resource');
/** The node of its memory, -1 for none. */
export const namespaceNumaNode = (ndns: Namespace): number => toSigned(attribute(ndns, 'numa_node')) ?? -1;
/** The node that its memory would be as RAM, -1 for none. */
export const namespaceTargetNode = (ndns: Namespace): number =>
  toSigned(attribute(ndns, 'target_node')) ?? -1;

/** The free-form name; empty without labels. */
export function namespaceAltName(ndns: Namespace): string {
  const text = namespaceType(ndns) === NSTYPE_IO ? '' : attribute(ndns, 'alt_name');
  return typeof text === 'number' ? '' : text;
}

/** The uuid of the label, nil when it has none. */
export function namespaceUuid(ndns: Namespace): string {
  const text = namespaceType(ndns) === NSTYPE_IO ? '' : attribute(ndns, 'uuid');
  return typeof text === 'number' || text === '' ? NIL_UUID : text;
}

/** Sector sizes that the namespace offers; none without v1.2 labels. */
export function namespaceSectors(ndns: Namespace): SizeList {
  if (ndns.sectors === undefined) {
    if (namespaceType(ndns) === NSTYPE_IO) return { supported: [], select: -1 };
    const text = attribute(ndns, 'sector_size');
    ndns.sectors = parseSizes(ndns.ctx, ndns.name, typeof text === 'number' ? '' : text);
  }
  return ndns.sectors;
}

/** The selected sector size; 0 when the namespace offers none, undefined when none is selected. */
export const namespaceSectorSize = (ndns: Namespace): number | undefined =>
  selectedSize(namespaceSectors(ndns));

/** The device that holds the namespace, one of the three at most. */
export interface Holder {
  btt?: Btt | undefined;
  pfn?: Pfn | undefined;
  dax?: Pfn | undefined;
}

/** The holder, whichever of the three it is. */
export const claimOf = ({ btt, pfn, dax }: Holder): Claim | undefined => btt ?? pfn ?? dax;

/** The order in which most callers look for a holder. */
const BTT_FIRST: readonly (keyof Holder)[] = ['btt', 'pfn', 'dax'];

/**
 * Who holds the namespace now.
 *
 * @param order in which devices are read the first time, as `-v` tells
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

/** The pfn or dax device of that kind that holds the namespace; devices of other kinds are not looked at. */
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

/** The mode in force; undefined when the kernel does not tell. */
export function namespaceMode(ndns: Namespace): NamespaceMode | undefined {
  const text = freshAttribute(ndns, 'mode');
  return typeof text === 'number' ? undefined : MODES[text];
}

/** True while the namespace has a driver of its own; one that a device holds has none. */
export const namespaceIsEnabled = (ndns: Namespace): boolean => hasDriver(ndns.ctx, ndns.path);

/** True when the namespace, or the device that holds it, is enabled. */
export function namespaceIsActive(ndns: Namespace, holder = namespaceHolder(ndns)): boolean {
  const claim = claimOf(holder);
  return claim === undefined ? namespaceIsEnabled(ndns) : claimIsEnabled(claim);
}

/** `pmem0`; an empty string while there is none. */
export function namespaceBlockDevice(ndns: Namespace): string {
  if (ndns.bdev === undefined) {
    const bdev = blockDevice(ndns.region, ndns.path);
    if (bdev === '') return '';
    ndns.bdev = bdev;
  }
  return ndns.bdev;
}

/** Smallest size that counts as configured (ND_MIN_NAMESPACE_SIZE). */
const MIN_SIZE = 4096;

function isConfigured(ndns: Namespace): boolean {
  if (namespaceType(ndns) !== NSTYPE_PMEM) return namespaceType(ndns) === NSTYPE_IO;
  return namespaceSize(ndns) >= MIN_SIZE && namespaceUuid(ndns) !== NIL_UUID;
}

/** True when the namespace is free to be configured; a label-less one is, whenever it is not active. */
export function namespaceIsIdle(ndns: Namespace): boolean {
  if (namespaceIsActive(ndns)) return false;
  return !isConfigured(ndns) || namespaceType(ndns) === NSTYPE_IO;
}

/** What `holder_class` calls the modes. */
const CLAIM_CLASS: Record<NamespaceMode, string | undefined> = {
  fsdax: 'pfn',
  sector: 'btt',
  raw: '',
  devdax: 'dax',
  unknown: undefined,
};

/** Names the only kind of device that may hold the namespace. 0 or a negative errno. */
export function namespaceSetEnforceMode(ndns: Namespace, mode: NamespaceMode): number {
  const name = CLAIM_CLASS[mode];
  return name === undefined ? -ERRNO.EINVAL : setAttribute(ndns, 'holder_class', name);
}

/** Makes the namespace ignore what is written on it, or heed it again. 0 or a negative errno. */
export const namespaceSetRawMode = (ndns: Namespace, raw: boolean): number =>
  sysfsWriteAttr(ndns.ctx, `${ndns.path}/force_raw`, raw ? '1\n' : '0\n');

/** Writes the uuid of the label. 0 or a negative errno. */
export const namespaceSetUuid = (ndns: Namespace, uuid: string): number => setAttribute(ndns, 'uuid', uuid);

/** At most 63 characters. 0 or a negative errno. */
export function namespaceSetAltName(ndns: Namespace, name: string): number {
  return name.length > 63 ? -ERRNO.EINVAL : setAttribute(ndns, 'alt_name', name);
}

/** Picks a sector size in bytes. 0 or a negative errno. */
export function namespaceSetSectorSize(ndns: Namespace, size: number): number {
  const rc = sysfsWriteAttr(ndns.ctx, `${ndns.path}/sector_size`, `${size}\n`);
  if (rc === 0) namespaceSectors(ndns).select = namespaceSectors(ndns).supported.indexOf(size);
  return rc;
}

function writeSize(ndns: Namespace, size: number): number {
  const rc = setAttribute(ndns, 'size', size === 0 ? '0\n' : `${hex(size)}\n`, String(size));
  if (rc === 0) {
    // A new size makes or takes the address.
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

/** Gives the label and its capacity back. 0, also when there is no label; or a negative errno. */
export function namespaceDelete(ndns: Namespace): number {
  if (ndns.generation !== ndns.region.generation) return 0;
  if (namespaceIsEnabled(ndns)) return -ERRNO.EBUSY;
  if (namespaceType(ndns) !== NSTYPE_PMEM) {
    dbg(ndns.ctx, 'ndctl_namespace_delete', `${ndns.name}: nstype: ${namespaceType(ndns)} not deletable`);
    return 0;
  }
  const rc = writeSize(ndns, 0);
  // Without a uuid the kernel answers -ENXIO: there was nothing left to give back.
  if (rc !== 0 && rc !== -ERRNO.ENXIO) return rc;
  forgetChild(ndns.region, 'namespace', ndns.name);
  return 0;
}
