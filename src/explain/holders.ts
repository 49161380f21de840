/** The namespaces that hold the capacity of regions. */
import type { KernelState } from '../kernel/state.ts';

export interface Holder {
  region: string;
  namespace: string;
  start: number;
  size: number;
}

/** Namespaces with memory, by region and address; of one region, or of all. */
export function holdersOf({ nd }: KernelState, region?: string): Holder[] {
  return Object.values(nd.regions)
    .filter(({ name }) => region === undefined || name === region)
    .flatMap(({ name, namespaces }) =>
      namespaces
        .map((one) => nd.namespaces[one])
        .filter((ndns) => ndns !== undefined && ndns.size > 0)
        .map((ndns) => ({ region: name, namespace: ndns!.name, start: ndns!.start, size: ndns!.size }))
        .sort((a, b) => a.start - b.start),
    );
}
