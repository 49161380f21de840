/** Sizes that a command requests: an option of create-namespace, or a write to the `size` of a namespace. */
import type { NdRegion } from '../kernel/nvdimm/state.ts';
import type { KernelState } from '../kernel/state.ts';
import { parseQuantity } from '../lib/quantity.ts';
import type { Geometry } from './geometry.ts';
import { optionOf, SIZE } from './options.ts';

interface RequestedSize {
  region: NdRegion;
  /** Bytes. */
  size: number;
}

const SIZE_FILE = /\/(namespace\d+\.\d+)\/size$/;

/** The size and its region; undefined for a command without one. */
export function requestedSize(
  { nd }: KernelState,
  argv: readonly string[],
  geometry: Geometry | undefined,
): RequestedSize | undefined {
  const [command, path = '', value] = argv;
  const written = command === 'write' ? SIZE_FILE.exec(path)?.[1] : undefined;
  const region = written === undefined ? geometry?.region : nd.regions[nd.namespaces[written]?.region ?? ''];
  const size = parseQuantity(written === undefined ? optionOf(argv, SIZE) : value);
  return region === undefined || size === undefined ? undefined : { region, size };
}
