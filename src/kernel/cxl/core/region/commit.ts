/**
 * Commit and reset of a region: models cxl_region_decode_commit() and cxl_region_decode_reset() of
 * drivers/cxl/core/region.c, releases 6.0 to 6.18.
 */
import { cxlKey, cxlMedia } from '../../../../firmware/cxl-media.ts';
import type { Kernel } from '../../../kernel.ts';
import { traced } from '../../../trace.ts';
import type { CxlDecoder, CxlRegion } from '../../state.ts';
import { cxl_dev_state, to_cxl_decoder } from '../device.ts';
import { cxled_to_memdev, to_endpoint } from '../dpa.ts';
import { is_freed } from '../freed-dport.ts';
import { cxl_decoder_commit, cxl_decoder_reset } from '../hdm-commit.ts';
import { cxl_ep_load } from '../port.ts';
import { ports_above, region_hpa, switches_above } from './targets.ts';

/** The endpoint decoders of a region's first `count` positions. */
const endpoints = (k: Kernel, region: CxlRegion, count: number): CxlDecoder[] =>
  region.targets.slice(0, count).flatMap((name) => (name === null ? [] : [to_cxl_decoder(k, name)]));

/** The decoders of a region from the host bridge down to one endpoint. */
function decoders_down(k: Kernel, region: CxlRegion, endpoint: CxlDecoder): CxlDecoder[] {
  const above = switches_above(k, endpoint).flatMap((port) => {
    const ref = port.regions[region.name];
    return ref === undefined ? [] : [to_cxl_decoder(k, ref.decoder)];
  });
  return [...above, endpoint];
}

/** Tests whether a port above an endpoint decoder was programmed with the number of a freed downstream port. */
function is_lost(k: Kernel, endpoint: CxlDecoder): boolean {
  const { name } = cxled_to_memdev(k, endpoint);
  return switches_above(k, endpoint).some((port) => is_freed(cxl_ep_load(port, name)?.dport ?? ''));
}

/** Maps the addresses of the region to its devices. */
function route(k: Kernel, region: CxlRegion): void {
  const hpa = region_hpa(k, region)!;
  const targets = endpoints(k, region, region.ways).map((endpoint) =>
    is_lost(k, endpoint)
      ? null
      : {
          device: cxlKey(cxl_dev_state(k, cxled_to_memdev(k, endpoint))),
          dpa: to_endpoint(endpoint).dpa!.start,
        },
  );
  const { routes } = cxlMedia(k.firmware.media);
  if (!routes.some(({ start }) => start === hpa.start))
    routes.push({ ...hpa, granularity: region.granularity, targets });
}

function unroute(k: Kernel, region: CxlRegion): void {
  const hpa = region_hpa(k, region);
  const media = cxlMedia(k.firmware.media);
  media.routes = media.routes.filter(({ start }) => start !== hpa?.start);
}

/** Resets the decoders of the first `count` positions, the last position first; not those of a locked region. */
export const cxl_region_decode_reset = traced(
  'cxl_region_decode_reset',
  (k: Kernel, region: CxlRegion, count: number): void => {
    if (region.locked) return;
    for (const endpoint of endpoints(k, region, count).reverse())
      for (const decoder of decoders_down(k, region, endpoint)) cxl_decoder_reset(k, decoder);
    unroute(k, region);
  },
);

/** Commits all decoders from the endpoints up; 0, or an errno after all are reset again. */
export const cxl_region_decode_commit = traced(
  'cxl_region_decode_commit',
  (k: Kernel, region: CxlRegion): number => {
    for (const [i, endpoint] of endpoints(k, region, region.nrTargets).entries())
      for (const port of ports_above(k, endpoint)) {
        const ref = port.regions[region.name];
        const rc = ref === undefined ? 0 : cxl_decoder_commit(k, to_cxl_decoder(k, ref.decoder));
        if (rc === 0) continue;
        for (const decoder of decoders_down(k, region, endpoint)) cxl_decoder_reset(k, decoder);
        cxl_region_decode_reset(k, region, i);
        return rc;
      }
    route(k, region);
    return 0;
  },
);
