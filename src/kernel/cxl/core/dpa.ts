/**
 * Device physical addresses and their allocation to the decoders of an endpoint. Models __cxl_dpa_reserve(),
 * cxl_dpa_free(), cxl_dpa_set_mode() and cxl_dpa_alloc() of drivers/cxl/core/hdm.c, releases 6.0 to 6.18.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { devm_release_action, devres_add } from '../../base/devres.ts';
import { dev_warn } from '../../kernel/printk.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import type { CxlDecoder, CxlEndpointDecoder, CxlMemdev } from '../state.ts';
import { cxl_dev, to_cxl_decoder, to_cxl_memdev, to_cxl_port } from './device.ts';

/** The fields of an endpoint decoder; throws for other decoders. */
export function to_endpoint(decoder: CxlDecoder): CxlEndpointDecoder {
  if (decoder.ep === undefined) throw new Error(`${decoder.name} is no endpoint decoder`);
  return decoder.ep;
}

/** The memdev that an endpoint decoder belongs to. */
export const cxled_to_memdev = (k: Kernel, decoder: CxlDecoder): CxlMemdev =>
  to_cxl_memdev(k, to_cxl_port(k, decoder.port).uport);

/** Device addresses in use on the endpoint of a decoder, skipped ones included, ascending. */
function allocations(k: Kernel, decoder: CxlDecoder): { start: number; end: number }[] {
  return to_cxl_port(k, decoder.port)
    .decoders.map((name) => to_endpoint(to_cxl_decoder(k, name)))
    .flatMap(({ dpa, skip }) =>
      dpa === null ? [] : [{ start: dpa.start - skip, end: dpa.start + dpa.size }],
    )
    .sort((a, b) => a.start - b.start);
}

/**
 * Reserves device addresses for a decoder.
 *
 * @returns 0, -EINVAL (no bytes), -EBUSY (it has some, an earlier decoder has none, or they are taken)
 */
export const cxl_dpa_reserve = traced(
  '__cxl_dpa_reserve',
  (k: Kernel, decoder: CxlDecoder, base: number, size: number, skip: number): number => {
    const port = to_cxl_port(k, decoder.port);
    const ep = to_endpoint(decoder);
    if (size === 0) {
      dev_warn(k, cxl_dev(k, port.name), `${decoder.name}: empty reservation attempted`);
      return -ERRNO.EINVAL;
    }
    if (ep.dpa !== null || port.hdmEnd + 1 !== decoder.id) return -ERRNO.EBUSY;
    const { ram, pmem } = cxled_to_memdev(k, decoder);
    const taken = allocations(k, decoder).some(({ start, end }) => start < base + size && end > base - skip);
    if (taken || base + size > ram + pmem) return -ERRNO.EBUSY;
    ep.dpa = { start: base, size };
    ep.skip = skip;
    ep.mode = base >= ram ? 'pmem' : base + size <= ram ? 'ram' : 'mixed';
    port.hdmEnd++;
    devres_add(port.core, { kind: 'cxl-dpa', decoder: decoder.name });
    return 0;
  },
);

/** Frees the device addresses of a decoder. */
export function cxl_dpa_release(k: Kernel, name: string): void {
  const decoder = to_cxl_decoder(k, name);
  const ep = to_endpoint(decoder);
  ep.dpa = null;
  ep.skip = 0;
  to_cxl_port(k, decoder.port).hdmEnd--;
}

/**
 * Frees the device addresses of a decoder unless they are in use.
 *
 * @returns 0, or -EBUSY (it is in a region, or committed, or a later decoder has addresses)
 */
export const cxl_dpa_free = traced('cxl_dpa_free', (k: Kernel, decoder: CxlDecoder): number => {
  const port = to_cxl_port(k, decoder.port);
  if (to_endpoint(decoder).dpa === null) return 0;
  if (decoder.region !== null || decoder.enabled || decoder.id !== port.hdmEnd) return -ERRNO.EBUSY;
  devm_release_action(
    k,
    port.name,
    port.core,
    (res) => res.kind === 'cxl-dpa' && res.decoder === decoder.name,
  );
  return 0;
});

/** Sets the mode of a decoder: 0, -EBUSY (it is committed), -ENXIO (the device has no such memory; -EINVAL since 6.15). */
export const cxl_dpa_set_mode = traced(
  'cxl_dpa_set_mode',
  (k: Kernel, decoder: CxlDecoder, mode: 'ram' | 'pmem'): number => {
    if (decoder.enabled) return -ERRNO.EBUSY;
    if (cxled_to_memdev(k, decoder)[mode] === 0)
      return k.has('cxl-dpa-partitions') ? -ERRNO.EINVAL : -ERRNO.ENXIO;
    to_endpoint(decoder).mode = mode;
    return 0;
  },
);

interface Free {
  start: number;
  /** Bytes from there to the end of the partition. */
  available: number;
  skip: number;
}

/** Start of the free addresses of a decoder's mode: behind the last ones in use. */
function next_free(k: Kernel, decoder: CxlDecoder, mode: 'ram' | 'pmem'): Free {
  const { ram, pmem } = cxled_to_memdev(k, decoder);
  const used = allocations(k, decoder);
  const ends = (from: number, to: number): number =>
    Math.max(from, ...used.map(({ end }) => end).filter((end) => end > from && end <= to));
  const freeRam = ends(0, ram);
  if (mode === 'ram') return { start: freeRam, available: ram - freeRam, skip: 0 };
  const freePmem = ends(ram, ram + pmem);
  // RAM that is left unused before the first persistent allocation is skipped, once.
  const skip = freePmem > ram ? 0 : ram - freeRam;
  return { start: freePmem, available: ram + pmem - freePmem, skip };
}

/**
 * Allocates `size` bytes of the partition of its mode for a decoder.
 *
 * @returns 0, -EBUSY (it is in a region, or committed, or out of order), -EINVAL (no mode; -EBUSY since 6.15), -ENOSPC
 */
export const cxl_dpa_alloc = traced(
  'cxl_dpa_alloc',
  (k: Kernel, decoder: CxlDecoder, size: number): number => {
    if (decoder.region !== null || decoder.enabled) return -ERRNO.EBUSY;
    const { mode } = to_endpoint(decoder);
    if (mode !== 'ram' && mode !== 'pmem') return k.has('cxl-dpa-partitions') ? -ERRNO.EBUSY : -ERRNO.EINVAL;
    const free = next_free(k, decoder, mode);
    if (size > free.available) return -ERRNO.ENOSPC;
    return cxl_dpa_reserve(k, decoder, free.start, size, free.skip);
  },
);
