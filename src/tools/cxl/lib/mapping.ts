/** The members of a region: an endpoint decoder for each position. */
import { strerror } from '../../../lib/errno.ts';
import { err } from '../../util/sysfs.ts';
import { type Decoder, decoderByName } from './decoder.ts';
import { type Region, targetName } from './region.ts';

export interface Mapping {
  position: number;
  decoder: Decoder;
}

/** The members of a region, last position first, without those that cannot be found, which are reported. */
export function mappings(region: Region): Mapping[] {
  const fn = 'cxl_mappings_init';
  const found: Mapping[] = [];
  for (let position = 0; position < region.ways; position++) {
    const name = targetName(region, position);
    if (typeof name === 'number') {
      err(region.ctx, fn, `${region.name}: failed to read target${position}`);
      continue;
    }
    const decoder = decoderByName(region.ctx, name);
    if (decoder === undefined) {
      err(region.ctx, fn, `${region.name} target${position}: ${name} lookup failure`);
      continue;
    }
    found.unshift({ position, decoder });
  }
  return found;
}

/** The decoder at a position; undefined, with a message, if there is none. */
export function targetDecoder(region: Region, position: number): Decoder | undefined {
  const fn = 'cxl_region_get_target_decoder';
  const name = targetName(region, position);
  if (typeof name === 'number') {
    err(region.ctx, fn, `${region.name}: error reading target${position}: ${strerror(name)}`);
    return undefined;
  }
  const decoder = decoderByName(region.ctx, name);
  if (decoder === undefined)
    err(region.ctx, fn, `${region.name}: error locating decoder for target${position}`);
  return decoder;
}
