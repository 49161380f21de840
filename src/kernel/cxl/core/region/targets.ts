/**
 * The resources that a region claims on each port between its root and its endpoints: one decoder, and as many
 * of its targets as lead to endpoints of the region. Models cxl_port_attach_region(),
 * cxl_port_detach_region() and cxl_port_setup_targets() of drivers/cxl/core/region.c, releases 6.0 to 6.18.
 */
import { ERRNO } from '../../../../lib/errno.ts';
import { isPowerOfTwo } from '../../../../lib/units.ts';
import { resource } from '../../../kernel/resource/tree.ts';
import type { Kernel } from '../../../kernel.ts';
import { traced } from '../../../trace.ts';
import { eig_to_granularity, granularity_to_eig, ways_to_eiw } from '../../cxl.ts';
import type { CxlDecoder, CxlEp, CxlPort, CxlRegion, CxlRegionRef } from '../../state.ts';
import { to_cxl_decoder, to_cxl_port, to_cxl_region } from '../device.ts';
import { cxled_to_memdev, to_endpoint } from '../dpa.ts';
import { cxl_ep_load } from '../port.ts';

/** Host addresses of a region; null before their allocation. */
export function region_hpa(k: Kernel, region: CxlRegion): { start: number; size: number } | null {
  if (region.resource === null) return null;
  const { start, end } = resource(k, region.resource);
  return { start, size: end - start + 1 };
}

/** A region with a locked decoder is locked. */
export function cxl_region_setup_flags(k: Kernel, region: CxlRegion, decoder: CxlDecoder): void {
  if (decoder.locked && k.has('cxl-locked-regions')) region.locked = true;
}

/** The ports above an endpoint decoder below the root, its endpoint first. */
export function ports_above(k: Kernel, decoder: CxlDecoder): CxlPort[] {
  const ports: CxlPort[] = [];
  for (let port = to_cxl_port(k, decoder.port); port.kind !== 'root'; port = to_cxl_port(k, port.parent!))
    ports.push(port);
  return ports;
}

/** The same ports from the host bridge down, without the port of the endpoint itself. */
export const switches_above = (k: Kernel, decoder: CxlDecoder): CxlPort[] =>
  ports_above(k, decoder).slice(1).reverse();

const ep_of = (k: Kernel, port: CxlPort, decoder: CxlDecoder): CxlEp | undefined =>
  cxl_ep_load(port, cxled_to_memdev(k, decoder).name);

/** The first free decoder of a port, ascending. */
const cxl_region_find_decoder = (k: Kernel, port: CxlPort): CxlDecoder | undefined =>
  port.decoders.map((name) => to_cxl_decoder(k, name)).find(({ region }) => region === null);

/** The decoder that the firmware committed for a region. */
const match_auto_decoder = (k: Kernel, port: CxlPort, region: CxlRegion): CxlDecoder | undefined =>
  port.decoders
    .map((name) => to_cxl_decoder(k, name))
    .find(({ programmable, hpa }) => !programmable || hpa.start === region_hpa(k, region)!.start);

/** Tests whether a region of the port lies above the new one, which is refused. */
function violates_order(k: Kernel, port: CxlPort, region: CxlRegion): boolean {
  const { start } = region_hpa(k, region)!;
  return Object.keys(port.regions).some((name) => {
    const other = region_hpa(k, to_cxl_region(k, name));
    return other !== null && other.start > start;
  });
}

/** Endpoints of a region below the same downstream port as `ep`. */
const shares_way = (k: Kernel, port: CxlPort, names: readonly string[], ep: CxlEp | undefined): boolean =>
  names.some((name) => {
    const other = ep_of(k, port, to_cxl_decoder(k, name));
    return other !== undefined && other !== ep && other.next === ep?.next;
  });

function free_region_ref(k: Kernel, port: CxlPort, ref: CxlRegionRef): void {
  const decoder = to_cxl_decoder(k, ref.decoder);
  if (decoder.region === ref.region) decoder.region = null;
  delete port.regions[ref.region];
}

/**
 * Adds an endpoint decoder to the region record of one port above it.
 *
 * @returns 0, or -EBUSY (no decoder is free there, or the region lies below another one of the port)
 */
const cxl_port_attach_region = traced(
  'cxl_port_attach_region',
  (k: Kernel, port: CxlPort, region: CxlRegion, endpoint: CxlDecoder, auto: boolean): number => {
    const ep = ep_of(k, port, endpoint);
    let ref = port.regions[region.name];
    if (ref === undefined) {
      if (violates_order(k, port, region)) return -ERRNO.EBUSY;
      const find = auto ? match_auto_decoder : cxl_region_find_decoder;
      const decoder = port.kind === 'endpoint' ? endpoint : find(k, port, region);
      if (decoder === undefined || decoder.region !== null) return -ERRNO.EBUSY;
      ref = {
        region: region.name,
        decoder: decoder.name,
        endpoints: [],
        nrEps: 0,
        nrTargets: 1,
        nrTargetsSet: 0,
      };
      port.regions[region.name] = ref;
    } else if (ep?.next == null || !shares_way(k, port, ref.endpoints, ep)) {
      ref.nrTargets++;
    }
    if (ep !== undefined) ref.endpoints.push(endpoint.name);
    ref.nrEps++;
    const decoder = to_cxl_decoder(k, ref.decoder);
    decoder.region ??= region.name;
    cxl_region_setup_flags(k, region, decoder);
    return 0;
  },
);

/** Removes an endpoint decoder from the record of one port above it; the last one frees the port's decoder. */
export function cxl_port_detach_region(
  k: Kernel,
  port: CxlPort,
  region: CxlRegion,
  endpoint: CxlDecoder,
): void {
  const ref = port.regions[region.name];
  if (ref === undefined) return;
  if (ref.decoder === endpoint.name) ref.nrEps--;
  else if (ref.endpoints.includes(endpoint.name)) {
    const ep = ep_of(k, port, endpoint);
    ref.endpoints = ref.endpoints.filter((name) => name !== endpoint.name);
    ref.nrEps--;
    if (!shares_way(k, port, ref.endpoints, ep)) ref.nrTargets--;
  }
  if (ref.nrEps === 0) free_region_ref(k, port, ref);
}

/** Adds an endpoint decoder to the records of all ports above it; 0, or the errno of the first failure. */
export function attach_ports(k: Kernel, region: CxlRegion, endpoint: CxlDecoder, auto = false): number {
  const ports = ports_above(k, endpoint);
  for (const port of ports) {
    const rc = cxl_port_attach_region(k, port, region, endpoint, auto);
    if (rc === 0) continue;
    for (const other of ports) cxl_port_detach_region(k, other, region, endpoint);
    return rc;
  }
  return 0;
}

const root_ways = (k: Kernel, region: CxlRegion): number => to_cxl_decoder(k, region.decoder).ways;

/**
 * Checks a target that an earlier position uses: every `distance`-th position uses it again.
 *
 * @returns 0, or -ENXIO when the positions do not fit the ways of the ports
 */
function check_last_peer(
  k: Kernel,
  port: CxlPort,
  region: CxlRegion,
  endpoint: CxlDecoder,
  distance: number,
): number {
  const { pos } = to_endpoint(endpoint);
  if (pos < distance) return -ERRNO.ENXIO;
  const peer = region.targets[pos - distance];
  if (peer == null) return -ERRNO.ENXIO;
  const same = ep_of(k, port, endpoint)?.dport === ep_of(k, port, to_cxl_decoder(k, peer))?.dport;
  return same ? 0 : -ERRNO.ENXIO;
}

/** Distance in positions between the users of one target of a port. */
function peer_distance(k: Kernel, port: CxlPort, region: CxlRegion): number {
  let distance = root_ways(k, region);
  for (let iter = port; iter.kind !== 'root'; iter = to_cxl_port(k, iter.parent!))
    distance *= iter.regions[region.name]!.nrTargets;
  return distance;
}

/** Ways and granularity at the port above. */
function parent_interleave(
  k: Kernel,
  port: CxlPort,
  region: CxlRegion,
): { ways: number; granularity: number } {
  const parent = to_cxl_port(k, port.parent!);
  if (parent.kind !== 'root') {
    const { ways, granularity } = to_cxl_decoder(k, parent.regions[region.name]!.decoder);
    return { ways, granularity };
  }
  const ways = root_ways(k, region);
  // The window's own factor of three is decoded above the host bridges.
  return { ways: isPowerOfTwo(ways) ? ways : ways / 3, granularity: region.granularity };
}

/** The interleave granularity of a port, or a negative errno. */
function port_granularity(k: Kernel, port: CxlPort, region: CxlRegion, ways: number): number {
  const parent = parent_interleave(k, port, region);
  const [peig, peiw, eiw] = [
    granularity_to_eig(parent.granularity),
    ways_to_eiw(parent.ways),
    ways_to_eiw(ways),
  ];
  const bad = [peig, peiw, eiw].find((value) => value < 0);
  if (bad !== undefined) return bad;
  if (k.has('cxl-granularity-from-parent')) {
    const eig = granularity_to_eig(parent.granularity * parent.ways);
    return eig < 0 ? eig : eig_to_granularity(eig);
  }
  if (parent.ways > 1 && ways > 1) return eig_to_granularity(Math.max(peig + peiw, eiw + peig) - eiw + 1);
  return eig_to_granularity(peig);
}

/** Gives a port's decoder the next target of the region. */
function add_target(ref: CxlRegionRef, decoder: CxlDecoder, ep: CxlEp): number {
  if (ref.nrTargetsSet === ref.nrTargets) return -ERRNO.ENXIO;
  decoder.targets[ref.nrTargetsSet] = ep.dport;
  ref.nrTargetsSet++;
  return 0;
}

/** Sets up one port for the endpoint at one position. 0, -EINVAL (ways), -ENXIO (positions). */
const cxl_port_setup_targets = traced(
  'cxl_port_setup_targets',
  (k: Kernel, port: CxlPort, region: CxlRegion, endpoint: CxlDecoder): number => {
    const ref = port.regions[region.name]!;
    const decoder = to_cxl_decoder(k, ref.decoder);
    const ep = ep_of(k, port, endpoint)!;
    if (!isPowerOfTwo(ref.nrTargets)) return -ERRNO.EINVAL;
    if (ref.nrTargetsSet > 0) {
      if (!decoder.targets.slice(0, ref.nrTargetsSet).includes(ep.dport)) return add_target(ref, decoder, ep);
      return check_last_peer(k, port, region, endpoint, peer_distance(k, port, region));
    }
    const granularity = port_granularity(k, port, region, ref.nrTargets);
    if (granularity < 0) return granularity;
    decoder.ways = ref.nrTargets;
    decoder.granularity = granularity;
    decoder.hpa = region_hpa(k, region)!;
    return add_target(ref, decoder, ep);
  },
);

const target_decoders = (k: Kernel, region: CxlRegion): CxlDecoder[] =>
  region.targets
    .slice(0, region.nrTargets)
    .flatMap((name) => (name === null ? [] : [to_cxl_decoder(k, name)]));

/**
 * Clears the decoders of the ports above a region's endpoints. The decoders of a region that the firmware
 * committed are unchanged.
 */
export function cxl_region_teardown_targets(k: Kernel, region: CxlRegion): void {
  if (region.auto) return;
  for (const endpoint of target_decoders(k, region))
    for (const port of switches_above(k, endpoint)) {
      const ref = port.regions[region.name];
      if (ref === undefined) continue;
      ref.nrTargetsSet = 0;
      to_cxl_decoder(k, ref.decoder).hpa = { start: 0, size: 0 };
    }
}

/** Sets up every port above the region's endpoints; 0, or the errno of the first that cannot. */
export function cxl_region_setup_targets(k: Kernel, region: CxlRegion): number {
  for (const endpoint of target_decoders(k, region))
    for (const port of switches_above(k, endpoint)) {
      const rc = cxl_port_setup_targets(k, port, region, endpoint);
      if (rc === 0) continue;
      cxl_region_teardown_targets(k, region);
      return rc;
    }
  return 0;
}
