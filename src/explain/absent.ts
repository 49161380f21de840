/** Objects that a command names and that do not exist on the machine. */
import type { KernelState } from '../kernel/state.ts';
import type { Finding } from './diagnose.ts';
import { optionOf, RECONFIG, REGION } from './options.ts';

const KINDS = [
  {
    noun: 'region',
    pattern: /^region\d+$/,
    records: ({ nd, cxl }: KernelState) => ({ ...nd.regions, ...cxl?.regions }),
  },
  { noun: 'namespace', pattern: /^namespace\d+\.\d+$/, records: ({ nd }: KernelState) => nd.namespaces },
  { noun: 'DIMM', pattern: /^nmem\d+$/, records: ({ nd }: KernelState) => nd.dimms },
  { noun: 'dax device', pattern: /^dax\d+\.\d+$/, records: ({ dax }: KernelState) => dax.devices },
  { noun: 'memdev', pattern: /^mem\d+$/, records: ({ cxl }: KernelState) => cxl?.memdevs ?? {} },
  {
    noun: 'CXL decoder',
    pattern: /^decoder\d+\.\d+$/,
    records: ({ cxl }: KernelState) => cxl?.decoders ?? {},
  },
] as const;

/** Number of objects to list. */
const LISTED = 8;

/** `region0, region1`. */
function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  return [...names.slice(0, LISTED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** Objects that the words name: operands, and the values of --region and --reconfig; a number is a region. */
function namedIn(argv: readonly string[]): string[] {
  const region = optionOf(argv, REGION);
  const full = region !== undefined && /^\d+$/.test(region) ? `region${region}` : region;
  return [full, optionOf(argv, RECONFIG), ...argv].filter((word) => word !== undefined);
}

/** Reason in words why the object with this name is absent; undefined for one that exists and for other words. */
export function absence(state: KernelState, name: string): string | undefined {
  const kind = KINDS.find(({ pattern }) => pattern.test(name));
  const records = kind?.records(state) ?? {};
  if (kind === undefined || Object.hasOwn(records, name)) return undefined;
  const names = Object.keys(records);
  if (names.length === 0) return `there is no ${name}: this machine has no ${kind.noun}`;
  return `there is no ${name}: this machine has ${listed(names)}`;
}

/** The first absent object of a failed command; a create-namespace needs a region at all. */
export function findAbsent(state: KernelState, argv: readonly string[]): Finding | undefined {
  for (const name of namedIn(argv)) {
    const said = absence(state, name);
    if (said !== undefined) return { code: 'no-such-object', said };
  }
  if (!argv.includes('create-namespace') || Object.keys(state.nd.regions).length > 0) return undefined;
  return { code: 'no-region', said: 'this machine has no region' };
}
