/** Decoders as devices: models the allocation half of drivers/cxl/core/port.c, releases 5.14 to 6.18. */
import { PAGE_SIZE } from '../../../lib/units.ts';
import { devres_add } from '../../base/devres.ts';
import type { Kernel } from '../../kernel.ts';
import { ida_alloc, ida_free } from '../../lib/ida.ts';
import type { CxlDecoder, CxlPort } from '../state.ts';
import { to_cxl, to_cxl_decoder, to_cxl_port } from './device.ts';

/** A decoder of a port, not yet a device: it decodes nothing and has no targets. */
export function new_decoder(port: CxlPort, kind: CxlDecoder['kind'], nrTargets: number): CxlDecoder {
  const id = ida_alloc(port.decoderIda);
  return {
    name: `decoder${port.id}.${id}`,
    id,
    port: port.name,
    kind,
    core: { driver: null, devres: [] },
    hpa: { start: 0, size: 0 },
    ways: 1,
    granularity: PAGE_SIZE,
    enabled: false,
    locked: false,
    targetType: 'expander',
    region: null,
    programmable: false,
    nrTargets,
    targets: [],
    ...(kind === 'endpoint' && { ep: { mode: 'none' as const, dpa: null, skip: 0, pos: -1 } }),
  };
}

/** Registers a decoder as a device, which is deleted when its port is unbound. */
export function add_decoder(k: Kernel, decoder: CxlDecoder): void {
  const port = to_cxl_port(k, decoder.port);
  to_cxl(k).decoders[decoder.name] = decoder;
  port.decoders.push(decoder.name);
  const host = port.kind === 'root' ? to_cxl(k).acpi : port.core;
  devres_add(host, { kind: 'cxl-decoder', decoder: decoder.name });
}

/** Deletes a decoder that no region uses. */
export function release_decoder(k: Kernel, name: string): void {
  const decoder = to_cxl_decoder(k, name);
  const port = to_cxl_port(k, decoder.port);
  port.decoders = port.decoders.filter((other) => other !== name);
  ida_free(port.decoderIda, decoder.id);
  delete to_cxl(k).decoders[name];
}
