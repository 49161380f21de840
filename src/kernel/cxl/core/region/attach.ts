/**
 * Attaching endpoint decoders to a region, and detaching them: models cxl_region_attach() and
 * cxl_region_detach() of drivers/cxl/core/region.c, releases 6.0 to 6.18.
 */
import { ERRNO } from '../../../../lib/errno.ts';
import { device_release_driver } from '../../../base/dd.ts';
import type { Kernel } from '../../../kernel.ts';
import { traced } from '../../../trace.ts';
import type { CxlDecoder, CxlRegion } from '../../state.ts';
import { to_cxl, to_cxl_decoder, to_cxl_port, to_cxl_region } from '../device.ts';
import { cxled_to_memdev, to_endpoint } from '../dpa.ts';
import { cxl_region_decode_reset } from './commit.ts';
import {
  attach_ports,
  cxl_port_detach_region,
  cxl_region_setup_targets,
  cxl_region_teardown_targets,
  ports_above,
  region_hpa,
} from './targets.ts';

/** 0, -ENXIO (no such position), -EBUSY (the position is occupied, or the device has another one). */
function cxl_region_validate_position(
  k: Kernel,
  region: CxlRegion,
  endpoint: CxlDecoder,
  pos: number,
): number {
  if (pos >= region.ways) return -ERRNO.ENXIO;
  const there = region.targets[pos];
  if (there === endpoint.name) return 0;
  if (there != null) return -ERRNO.EBUSY;
  const memdev = cxled_to_memdev(k, endpoint);
  const twice = region.targets
    .slice(0, region.ways)
    .some((name) => name !== null && cxled_to_memdev(k, to_cxl_decoder(k, name)) === memdev);
  return twice ? -ERRNO.EBUSY : 0;
}

/** The host bridge of a position of a window (cxl_hb_modulo). */
const host_bridge_at = (root: CxlDecoder, pos: number): string | undefined => root.targets[pos % root.ways];

/** Checks of a decoder that do not depend on its position: returns 0 or a negative errno. */
function refusal(k: Kernel, region: CxlRegion, endpoint: CxlDecoder): number {
  const ep = to_endpoint(endpoint);
  const hasPartition = ep.mode === 'ram' || ep.mode === 'pmem';
  if (k.has('cxl-dpa-partitions') && !hasPartition) return -ERRNO.ENODEV;
  if (ep.mode !== region.mode) return -ERRNO.EINVAL;
  if (region.state !== 'interleave-active') return region.state === 'idle' ? -ERRNO.ENXIO : -ERRNO.EBUSY;
  if (region.nrTargets >= region.ways) return -ERRNO.EINVAL;
  const root = to_cxl_port(k, to_cxl_decoder(k, region.decoder).port);
  const bridge = to_cxl_port(k, endpoint.port).hostBridge;
  if (!root.dports.some(({ device }) => device === bridge)) return -ERRNO.ENXIO;
  if (endpoint.targetType !== 'expander' || ep.dpa === null) return -ERRNO.ENXIO;
  return ep.dpa.size * region.ways === region_hpa(k, region)!.size ? 0 : -ERRNO.EINVAL;
}

/**
 * Attaches an endpoint decoder at a position of a region; the last one sets up the ports between.
 *
 * @returns 0, -ENODEV (no mode, since 6.15), -EINVAL (other mode, other size, ways that a port cannot decode, a region that the firmware
 *   committed), -EBUSY (region, position or decoders of a port in use), -ENXIO (region or decoder without
 *   addresses, wrong host bridge or order)
 */
export const cxl_region_attach = traced(
  'cxl_region_attach',
  (k: Kernel, region: CxlRegion, endpoint: CxlDecoder, pos: number): number => {
    const refused = refusal(k, region, endpoint) || cxl_region_validate_position(k, region, endpoint, pos);
    if (refused !== 0) return refused;
    const bridge = to_cxl_port(k, endpoint.port).hostBridge;
    if (host_bridge_at(to_cxl_decoder(k, region.decoder), pos) !== bridge) return -ERRNO.ENXIO;
    // Positions of such a region follow from the hardware.
    if (region.auto) return -ERRNO.EINVAL;
    const attached = attach_ports(k, region, endpoint);
    if (attached < 0) return attached;
    region.targets[pos] = endpoint.name;
    to_endpoint(endpoint).pos = pos;
    region.nrTargets++;
    if (region.nrTargets === region.ways) {
      const rc = cxl_region_setup_targets(k, region);
      if (rc < 0) return rc;
      region.state = 'active';
    }
    endpoint.ways = region.ways;
    endpoint.granularity = region.granularity;
    endpoint.hpa = region_hpa(k, region)!;
    return 0;
  },
);

/** Detaches an endpoint decoder from its region, which is reset and unbound. */
export const cxl_region_detach = traced('cxl_region_detach', (k: Kernel, endpoint: CxlDecoder): void => {
  if (endpoint.region === null) return;
  const region = to_cxl_region(k, endpoint.region);
  const { pos } = to_endpoint(endpoint);
  if (region.state === 'commit' || region.state === 'reset-pending') {
    cxl_region_decode_reset(k, region, region.ways);
    region.state = 'active';
  }
  for (const port of ports_above(k, endpoint)) cxl_port_detach_region(k, port, region, endpoint);
  if (region.targets[pos] !== endpoint.name) return;
  if (region.state === 'active') {
    region.state = 'interleave-active';
    cxl_region_teardown_targets(k, region);
  }
  region.targets[pos] = null;
  region.nrTargets--;
  endpoint.hpa = { start: 0, size: 0 };
  device_release_driver(k, { bus: 'cxl', name: region.name });
});

/** Detaches an endpoint decoder that is about to be deleted (cxl_decoder_kill_region). */
export function cxl_decoder_kill_region(k: Kernel, name: string): void {
  const endpoint = to_cxl(k).decoders[name];
  if (endpoint?.ep === undefined) return;
  endpoint.ep.mode = 'dead';
  cxl_region_detach(k, endpoint);
}
