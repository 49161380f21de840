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
        .flatMap((one) => nd.namespaces[one] ?? [])
        .filter(({ size }) => size > 0)
        .map(({ name: namespace, start, size }) => ({ region: name, namespace, start, size }))
        .sort((a, b) => a.start - b.start),
    );
}
