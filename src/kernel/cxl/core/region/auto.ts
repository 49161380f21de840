/**
 * Regions that the firmware committed: models cxl_add_to_region() and the parts of cxl_region_attach() for
 * autodiscovered regions of drivers/cxl/core/region.c, releases 6.3 to 6.18.
 */
import { hex } from '../../../../lib/units.ts';
import { device_attach } from '../../../base/dd.ts';
import { dev_err, dev_warn } from '../../../kernel/printk.ts';
import { insert_resource } from '../../../kernel/resource/resource.ts';
import type { Kernel } from '../../../kernel.ts';
import { ida_alloc } from '../../../lib/ida.ts';
import { traced } from '../../../trace.ts';
import type { CxlDecoder, CxlPort, CxlRegion } from '../../state.ts';
import { cxl_dev, to_cxl, to_cxl_decoder, to_cxl_port } from '../device.ts';
import { cxled_to_memdev, to_endpoint } from '../dpa.ts';
import { devm_cxl_add_region } from './region.ts';
import { attach_ports, cxl_region_setup_targets, region_hpa } from './targets.ts';

interface Hpa {
  start: number;
  size: number;
}

const contains = (outer: Hpa, inner: Hpa): boolean =>
  inner.start >= outer.start && inner.start + inner.size <= outer.start + outer.size;

const find_root_decoder = (k: Kernel, hpa: Hpa): CxlDecoder | undefined =>
  Object.values(to_cxl(k).decoders).find((decoder) => decoder.kind === 'root' && contains(decoder.hpa, hpa));

const find_region = (k: Kernel, root: CxlDecoder, { start, size }: Hpa): CxlRegion | undefined =>
  Object.values(to_cxl(k).regions).find((region) => {
    const hpa = region_hpa(k, region);
    return region.decoder === root.name && hpa?.start === start && hpa.size === size;
  });

/** Creates the region of the range of a committed decoder; undefined if the range is not free. */
const construct_region = traced(
  'construct_region',
  (k: Kernel, root: CxlDecoder, endpoint: CxlDecoder): CxlRegion => {
    const id = root.root!.regionId;
    root.root!.regionId = ida_alloc(k.state.nd.regionIda);
    const region = devm_cxl_add_region(k, root, id, to_endpoint(endpoint).mode === 'pmem' ? 'pmem' : 'ram');
    const { start, size } = endpoint.hpa;
    const parent = root.root!.resource ?? undefined;
    region.resource = insert_resource(k, { name: region.name, start, end: start + size - 1 }, parent);
    if (region.resource === null)
      dev_warn(k, cxl_dev(k, root.name), `${root.name} ${region.name} HPA range insert failed`);
    region.ways = endpoint.ways;
    region.granularity = endpoint.granularity;
    region.auto = true;
    region.state = 'interleave-active';
    return region;
  },
);

/** The position of a device in the interleave order of the hardware. */
function position(k: Kernel, endpoint: CxlDecoder): number {
  const { pci } = cxled_to_memdev(k, endpoint);
  const committed = k.firmware.platform.cxl?.committed.find(({ start }) => start === endpoint.hpa.start);
  return committed?.devices.indexOf(pci) ?? -1;
}

/** Sorts the endpoint decoders of a complete region and attaches it to their ports. */
function finish(k: Kernel, region: CxlRegion): number {
  const endpoints = region.targets
    .flatMap((name) => (name === null ? [] : [to_cxl_decoder(k, name)]))
    .sort((a, b) => position(k, a) - position(k, b));
  for (const [pos, endpoint] of endpoints.entries()) {
    region.targets[pos] = endpoint.name;
    to_endpoint(endpoint).pos = pos;
    const rc = attach_ports(k, region, endpoint, true);
    if (rc !== 0) return rc;
  }
  const rc = cxl_region_setup_targets(k, region);
  if (rc === 0) region.state = 'commit';
  return rc;
}

/** Adds a committed endpoint decoder to the region of its addresses; the last one commits and probes the region. */
const cxl_add_to_region = traced('cxl_add_to_region', (k: Kernel, endpoint: CxlDecoder): void => {
  const root = find_root_decoder(k, endpoint.hpa);
  if (root === undefined) {
    const { start, size } = endpoint.hpa;
    const range = `[mem ${hex(start)}-${hex(start + size - 1)}]`;
    dev_err(k, cxl_dev(k, endpoint.port), `${endpoint.name} no CXL window for range ${range}`);
    return;
  }
  const region = find_region(k, root, endpoint.hpa) ?? construct_region(k, root, endpoint);
  if (region.resource === null || region.nrTargets >= region.ways) return;
  region.targets[region.nrTargets] = endpoint.name;
  region.nrTargets++;
  if (region.nrTargets < region.ways) return;
  const rc = finish(k, region);
  if (rc === 0) device_attach(k, { bus: 'cxl', name: region.name });
});

/** Adds the committed decoders of an endpoint to their regions. */
export function discover_regions(k: Kernel, port: CxlPort): void {
  if (!k.has('cxl-auto-regions')) return;
  for (const name of to_cxl_port(k, port.name).decoders) {
    const decoder = to_cxl_decoder(k, name);
    if (decoder.enabled && decoder.region === null) cxl_add_to_region(k, decoder);
  }
}
