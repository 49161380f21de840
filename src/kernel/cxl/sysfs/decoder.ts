/** The attributes of decoders: models the show and store functions of drivers/cxl/core/port.c, releases 5.14 on. */
import { U64_MAX } from '../../../lib/bytes/u64.ts';
import { ERRNO } from '../../../lib/errno.ts';
import { hex } from '../../../lib/units.ts';
import type { AttributeTable } from '../../fs/attribute-table.ts';
import type { Kernel } from '../../kernel.ts';
import { kstrtoull, sysfs_streq } from '../../lib/kstrtox.ts';
import { to_cxl_port } from '../core/device.ts';
import { cxl_dpa_alloc, cxl_dpa_free, cxl_dpa_set_mode, to_endpoint } from '../core/dpa.ts';
import { FREED_PORT_ID, is_freed } from '../core/freed-dport.ts';
import { create_region, delete_region_store } from '../core/region/region.ts';
import { CXL_CAPACITY_UNIT } from '../cxl.ts';
import type { CxlDecoder } from '../state.ts';

const only =
  (mode: number, ...kinds: CxlDecoder['kind'][]) =>
  (_k: Kernel, { kind }: CxlDecoder): number =>
    kinds.includes(kind) ? mode : 0;

/** The same, in releases with regions. */
const withRegions =
  (mode: number, ...kinds: CxlDecoder['kind'][]) =>
  (k: Kernel, { kind }: CxlDecoder): number =>
    kinds.includes(kind) && k.has('cxl-regions') ? mode : 0;

const flag = (yes: boolean): string => `${yes ? 1 : 0}\n`;
const cap = (word: string) => ({
  mode: only(0o444, 'root'),
  show: (_k: Kernel, { root }: CxlDecoder) => flag(root!.capabilities.includes(word)),
});

/** Numbers of the downstream ports, as far as all before them are known. */
function target_list_show(k: Kernel, decoder: CxlDecoder): string {
  const { dports } = to_cxl_port(k, decoder.port);
  const number = (device: string): number | [] =>
    is_freed(device) ? FREED_PORT_ID : (dports.find((dport) => dport.device === device)?.id ?? []);
  return `${decoder.targets.slice(0, decoder.ways).flatMap(number).join(',')}\n`;
}

function mode_show(_k: Kernel, decoder: CxlDecoder): string {
  const { mode } = to_endpoint(decoder);
  return `${mode === 'dead' ? 'mixed' : mode}\n`;
}

function mode_store(k: Kernel, decoder: CxlDecoder, text: string): number {
  const mode = (['pmem', 'ram'] as const).find((word) => sysfs_streq(text, word));
  return mode === undefined ? -ERRNO.EINVAL : cxl_dpa_set_mode(k, decoder, mode);
}

/** Frees the capacity of a decoder, then allocates `size` bytes; -EINVAL unless a multiple of 256 MiB. */
function dpa_size_store(k: Kernel, decoder: CxlDecoder, text: string): number {
  const size = kstrtoull(text);
  if (size < 0) return size;
  if (size % CXL_CAPACITY_UNIT !== 0) return -ERRNO.EINVAL;
  const rc = cxl_dpa_free(k, decoder);
  return rc < 0 || size === 0 ? rc : cxl_dpa_alloc(k, decoder, size);
}

/** Returns true if a window permits regions of a kind. */
const can_create = (k: Kernel, { root }: CxlDecoder, word: 'pmem' | 'volatile'): boolean =>
  k.has('cxl-regions') && ['type3', word].every((needed) => root?.capabilities.includes(needed));

const can_create_ram = (k: Kernel, decoder: CxlDecoder): boolean =>
  k.has('cxl-ram-regions') && can_create(k, decoder, 'volatile');

const next_region = (_k: Kernel, { root }: CxlDecoder): string => `region${root!.regionId}\n`;

/** Attributes of all kinds of decoders. */
export const DECODER_ATTRIBUTES: AttributeTable<CxlDecoder> = {
  start: { mode: 0o400, show: (_k, { hpa }) => `${hex(hpa.start)}\n` },
  size: { mode: 0o444, show: (_k, { hpa }) => `${hex(hpa.size)}\n` },
  locked: { mode: 0o444, show: (_k, { locked }) => flag(locked) },
  interleave_granularity: { mode: 0o444, show: (_k, { granularity }) => `${granularity}\n` },
  interleave_ways: { mode: 0o444, show: (_k, { ways }) => `${ways}\n` },
  target_list: { mode: only(0o444, 'root', 'switch'), show: target_list_show },
  target_type: {
    mode: only(0o444, 'switch', 'endpoint'),
    show: (_k, { targetType }) => `${targetType}\n`,
  },
  region: {
    mode: withRegions(0o444, 'switch', 'endpoint'),
    show: (_k, { region }) => `${region ?? ''}\n`,
  },
  cap_pmem: cap('pmem'),
  cap_ram: cap('volatile'),
  cap_type2: cap('type2'),
  cap_type3: cap('type3'),
  // The QoS class of the window, which platforms do not state.
  qos_class: {
    mode: (k, { kind }) => (kind === 'root' && k.has('cxl-qos-class') ? 0o444 : 0),
    show: () => '0\n',
  },
  create_pmem_region: {
    mode: (k, decoder) => (can_create(k, decoder, 'pmem') ? 0o644 : 0),
    show: next_region,
    store: (k, decoder, text) => create_region(k, decoder, text, 'pmem'),
  },
  create_ram_region: {
    mode: (k, decoder) => (can_create_ram(k, decoder) ? 0o644 : 0),
    show: next_region,
    store: (k, decoder, text) => create_region(k, decoder, text, 'ram'),
  },
  delete_region: {
    mode: (k, decoder) => (can_create(k, decoder, 'pmem') || can_create_ram(k, decoder) ? 0o200 : 0),
    store: delete_region_store,
  },
  mode: { mode: withRegions(0o644, 'endpoint'), show: mode_show, store: mode_store },
  dpa_size: {
    mode: withRegions(0o644, 'endpoint'),
    show: (_k, decoder) => `${hex(to_endpoint(decoder).dpa?.size ?? 0, 16)}\n`,
    store: dpa_size_store,
  },
  dpa_resource: {
    mode: withRegions(0o444, 'endpoint'),
    show: (_k, decoder) => `${hex(to_endpoint(decoder).dpa?.start ?? U64_MAX)}\n`,
  },
};
