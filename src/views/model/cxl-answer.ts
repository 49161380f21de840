/** Windows, ports, memdevs and regions of CXL that a command changed, each in a line. */
import type { CxlMediaChange } from '../../machine/changes/cxl-media.ts';
import { humanSize } from '../base/text.ts';
import type { Answer } from './answer.ts';
import {
  type CxlMachine,
  type CxlMemdevStatus,
  type CxlPortStatus,
  type CxlRegionStatus,
  type CxlStatus,
  type CxlWindowStatus,
  cxlStatus,
  type DpaUse,
} from './cxl-status.ts';

interface Place {
  region: CxlRegionStatus;
  window: CxlWindowStatus;
}

type Named<T> = Map<string, T>;

const regionsOf = ({ windows }: CxlStatus): Named<Place> =>
  new Map(windows.flatMap((window) => window.regions.map((region) => [region.name, { region, window }])));

const allPorts = (ports: readonly CxlPortStatus[]): CxlPortStatus[] =>
  ports.flatMap((port) => [port, ...allPorts(port.ports)]);
const portsOf = ({ ports }: CxlStatus): Named<CxlPortStatus> =>
  new Map(allPorts(ports).map((port) => [port.name, port]));

const memdevsOf = ({ ports, apart }: CxlStatus): Named<CxlMemdevStatus> =>
  new Map(
    [...allPorts(ports).flatMap(({ memdevs }) => memdevs), ...apart].map((memdev) => [memdev.name, memdev]),
  );

type Use = DpaUse & { memdev: string };
const usesOf = (cxl: CxlStatus): Named<Use> =>
  new Map(
    [...memdevsOf(cxl).values()].flatMap(({ name, uses }) =>
      uses.map((use) => [use.decoder, { ...use, memdev: name }]),
    ),
  );

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Names of two maps, each once, and what each map has. */
function* pairs<T>(was: Named<T>, is: Named<T>): Generator<[string, T | undefined, T | undefined]> {
  for (const name of new Set([...was.keys(), ...is.keys()])) yield [name, was.get(name), is.get(name)];
}

/** `enabled`, `committed` or the steps that it has not done. */
function stateOf({ enabled, committed, memdevs, start }: CxlRegionStatus): string {
  if (enabled) return 'enabled';
  if (committed) return 'disabled';
  if (start === null) return 'no addresses yet';
  return memdevs.includes(null) ? 'not all memdevs yet' : 'not committed';
}

function regionText({ region, window }: Place): string {
  const { mode, size, start, memdevs, user } = region;
  const place = start === null ? window.name : `${humanSize(size)} of ${window.name}`;
  const on = memdevs.flatMap((memdev) => memdev ?? []);
  return [
    `${mode}, ${place}`,
    ...(on.length > 0 ? [`on ${on.join(', ')}`] : []),
    stateOf(region),
    ...(user !== null && user !== region.name ? [`${user}`] : []),
  ].join(', ');
}

const regionAnswers = (was: CxlStatus, is: CxlStatus): Answer[] =>
  [...pairs(regionsOf(was), regionsOf(is))].flatMap(([object, before, after]): Answer[] => {
    if (same(before?.region, after?.region)) return [];
    if (after !== undefined) return [{ object, text: regionText(after) }];
    const { region, window } = before!;
    const gain = region.size === 0 ? '' : `, ${humanSize(region.size)} of ${window.name} free`;
    return [{ object, text: `destroyed${gain}` }];
  });

const capacities = ({ ram, pmem }: { ram: number; pmem: number }): string[] => [
  ...(ram > 0 ? [`${humanSize(ram)} RAM`] : []),
  ...(pmem > 0 ? [`${humanSize(pmem)} pmem`] : []),
];

const memdevText = ({ enabled, ...memory }: CxlMemdevStatus): string =>
  [enabled ? 'enabled' : 'disabled', ...capacities(memory)].join(', ');

const memdevAnswers = (was: CxlStatus, is: CxlStatus): Answer[] =>
  [...pairs(memdevsOf(was), memdevsOf(is))].flatMap(([object, before, after]): Answer[] => {
    if (after === undefined) return [{ object, text: 'removed' }];
    if (before !== undefined && before.enabled === after.enabled) return [];
    return [{ object, text: memdevText(after) }];
  });

const portAnswers = (was: CxlStatus, is: CxlStatus): Answer[] =>
  [...pairs(portsOf(was), portsOf(is))].flatMap(([object, before, after]): Answer[] => {
    if (after === undefined) return [{ object, text: 'removed' }];
    if (before === undefined) return [{ object, text: `added, ${after.device}` }];
    return before.enabled === after.enabled ? [] : [{ object, text: after.enabled ? 'enabled' : 'disabled' }];
  });

/** Device addresses that changed hands, without those of regions and memdevs that have a line. */
function dpaAnswers(was: CxlStatus, is: CxlStatus, listed: ReadonlySet<string>): Answer[] {
  return [...pairs(usesOf(was), usesOf(is))].flatMap(([object, before, after]): Answer[] => {
    if (same(before, after)) return [];
    const holders = [before, after].flatMap((use) => (use === undefined ? [] : [use.region, use.memdev]));
    if (holders.some((name) => name !== null && listed.has(name))) return [];
    const { mode, size, memdev } = (after ?? before)!;
    const what = `${humanSize(size)} ${mode} of ${memdev}`;
    return [{ object, text: after === undefined ? `freed ${what}` : what }];
  });
}

/**
 * Changes on the media of memdevs.
 *
 * @param alone set if nothing else changed: labels change with the namespaces that they describe
 */
export const cxlMediaAnswers = (changes: readonly CxlMediaChange[], alone: boolean): Answer[] =>
  changes.flatMap(({ memdev: object, next, labels }): Answer[] => {
    if (next !== undefined) {
      const parts = capacities(next);
      return [{ object, text: `${parts.join(', ')} from the next boot on` }];
    }
    return labels && alone ? [{ object, text: 'label area changed' }] : [];
  });

/** The objects of CXL that differ between two states of one boot. */
export function cxlAnswersBetween(before: CxlMachine, after: CxlMachine): Answer[] {
  const [was, is] = [cxlStatus(before), cxlStatus(after)];
  if (was === undefined || is === undefined) return [];
  const regions = regionAnswers(was, is);
  const memdevs = memdevAnswers(was, is);
  const listed = new Set([...regions, ...memdevs].map(({ object }) => object));
  return [...portAnswers(was, is), ...memdevs, ...regions, ...dpaAnswers(was, is, listed)];
}
