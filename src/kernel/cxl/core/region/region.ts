/**
 * Regions as devices: creation, deletion, and their driver. Models drivers/cxl/core/region.c, releases
 * 6.0 to 6.18.
 */
import { ERRNO } from '../../../../lib/errno.ts';
import { NIL_UUID } from '../../../../lib/uuid.ts';
import { device_attach, device_release_driver, sysfs_name } from '../../../base/dd.ts';
import { devm_release_action, devres_add } from '../../../base/devres.ts';
import { remove_resource } from '../../../kernel/resource/resource.ts';
import type { Kernel } from '../../../kernel.ts';
import { ida_alloc, ida_free } from '../../../lib/ida.ts';
import { traced } from '../../../trace.ts';
import { CXL_DECODER_MAX_INTERLEAVE } from '../../cxl.ts';
import type { CxlDecoder, CxlRegion } from '../../state.ts';
import { ACPI_HOST, to_cxl, to_cxl_decoder, to_cxl_region } from '../device.ts';
import { to_endpoint } from '../dpa.ts';
import { cxl_driver } from '../driver.ts';
import { cxl_region_detach } from './attach.ts';
import { cxl_region_setup_flags, region_hpa } from './targets.ts';

/** Creates and probes a region with a number that the caller reserved. */
export const devm_cxl_add_region = traced(
  'devm_cxl_add_region',
  (k: Kernel, root: CxlDecoder, id: number, mode: CxlRegion['mode']): CxlRegion => {
    const cxl = to_cxl(k);
    const region: CxlRegion = {
      name: `region${id}`,
      id,
      decoder: root.name,
      core: { driver: null, devres: [] },
      mode,
      state: 'idle',
      auto: false,
      locked: false,
      uuid: NIL_UUID,
      ways: 0,
      granularity: 0,
      resource: null,
      targets: new Array<string | null>(CXL_DECODER_MAX_INTERLEAVE).fill(null),
      nrTargets: 0,
    };
    cxl_region_setup_flags(k, region, root);
    cxl.regions[region.name] = region;
    devres_add(cxl.acpi, { kind: 'cxl-region', region: region.name });
    device_attach(k, { bus: 'cxl', name: region.name });
    return region;
  },
);

/**
 * A write of `regionN` to create_pmem_region or create_ram_region: creates that region.
 *
 * @returns 0, -EINVAL (no such name), -EBUSY (another number is next)
 */
export function create_region(k: Kernel, root: CxlDecoder, text: string, mode: CxlRegion['mode']): number {
  const id = /^region(\d+)/.exec(text)?.[1];
  if (id === undefined || root.root === undefined) return -ERRNO.EINVAL;
  if (root.root.regionId !== Number(id)) return -ERRNO.EBUSY;
  root.root.regionId = ida_alloc(k.state.nd.regionIda);
  devm_cxl_add_region(k, root, Number(id), mode);
  return 0;
}

/** Frees the host addresses of a region. */
export function cxl_region_iomem_release(k: Kernel, region: CxlRegion): void {
  if (region.resource === null) return;
  remove_resource(k, region.resource);
  region.resource = null;
}

/** Keeps the lower of two numbers for the next region: that of a deleted region or the one reserved by its root. */
function cxl_region_release(k: Kernel, region: CxlRegion): void {
  const { root } = to_cxl_decoder(k, region.decoder);
  const ida = k.state.nd.regionIda;
  if (root === undefined || region.id > root.regionId) {
    ida_free(ida, region.id);
    return;
  }
  ida_free(ida, root.regionId);
  root.regionId = region.id;
}

/** Deletes a region: unbinds it, detaches its targets, frees its addresses. */
export const unregister_region = traced('unregister_region', (k: Kernel, name: string): void => {
  const region = to_cxl_region(k, name);
  device_release_driver(k, { bus: 'cxl', name });
  for (const target of region.targets.slice(0, region.ways))
    if (target !== null) cxl_region_detach(k, to_cxl_decoder(k, target));
  cxl_region_iomem_release(k, region);
  cxl_region_release(k, region);
  delete to_cxl(k).regions[name];
});

/** A write to delete_region: 0, or -ENODEV when the decoder has no such region. */
export function delete_region_store(k: Kernel, root: CxlDecoder, text: string): number {
  const name = sysfs_name(text);
  const cxl = to_cxl(k);
  if (cxl.regions[name]?.decoder !== root.name) return -ERRNO.ENODEV;
  devm_release_action(k, ACPI_HOST, cxl.acpi, (res) => res.kind === 'cxl-region' && res.region === name);
  return 0;
}

/** Creates the libnvdimm device of a committed pmem region. */
function devm_cxl_add_pmem_region(k: Kernel, region: CxlRegion): number {
  const name = `pmem_region${region.id}`;
  to_cxl(k).pmemRegions[name] = {
    name,
    region: region.name,
    core: { driver: null, devres: [] },
    hpa: region_hpa(k, region)!,
    mappings: region.targets.slice(0, region.nrTargets).map((target) => {
      const endpoint = to_cxl_decoder(k, target!);
      const { start, size } = to_endpoint(endpoint).dpa!;
      return { memdev: memdev_of(k, endpoint), start, size };
    }),
    ndRegion: null,
  };
  devres_add(region.core, { kind: 'cxl-pmem-region', name });
  device_attach(k, { bus: 'cxl', name });
  return 0;
}

/** Creates the dax device of a committed region of RAM. */
function devm_cxl_add_dax_region(k: Kernel, region: CxlRegion): number {
  const name = `dax_region${region.id}`;
  const core = { driver: null, devres: [] };
  to_cxl(k).daxRegions[name] = { name, region: region.name, core, hpa: region_hpa(k, region)! };
  devres_add(region.core, { kind: 'cxl-dax-region', name });
  device_attach(k, { bus: 'cxl', name });
  return 0;
}

/** Unbinds and deletes the dax device of a region. */
export function cxlr_dax_unregister(k: Kernel, name: string): void {
  device_release_driver(k, { bus: 'cxl', name });
  delete to_cxl(k).daxRegions[name];
}

const memdev_of = (k: Kernel, endpoint: CxlDecoder): string => to_cxl(k).ports[endpoint.port]!.uport;

/** Unbinds and deletes the libnvdimm device of a region. */
export function cxlr_pmem_unregister(k: Kernel, name: string): void {
  device_release_driver(k, { bus: 'cxl', name });
  delete to_cxl(k).pmemRegions[name];
}

const cxl_region_probe = traced('cxl_region_probe', (k: Kernel, device: string): number => {
  const region = to_cxl_region(k, device);
  if (region.state !== 'commit') return -ERRNO.ENXIO;
  return region.mode === 'pmem' ? devm_cxl_add_pmem_region(k, region) : devm_cxl_add_dax_region(k, region);
});

/** Driver of regions, which binds committed ones only. */
export const cxl_region_driver = cxl_driver(
  { name: 'cxl_region', module: 'cxl_core', since: 'cxl-regions' },
  'region',
  cxl_region_probe,
);
