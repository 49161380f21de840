/** The result of a command in a line for each object: the first line under the output of a tool. */
import type { MemoryBlockRun } from '../../kernel/mm/state.ts';
import { blockNames, counted, humanSize } from '../base/text.ts';
import { cxlAnswersBetween } from './cxl-answer.ts';
import { type DaxDeviceStatus, daxStatus } from './dax-status.ts';
import { sectionCounter } from './namespace-sections.ts';
import { type NamespaceStatus, namespaceReader } from './namespace-status.ts';
import type { StatusMachine } from './status.ts';

/** An object that a command changed. */
export interface Answer {
  object: string;
  /** Its state now, in words. */
  text: string;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function namespaceText(
  machine: StatusMachine,
  now: NamespaceStatus,
  sectionsOf: (name: string) => number,
): string {
  const region = machine.nd.namespaces[now.name]!.region;
  const place = `${humanSize(now.size)} of ${region}`;
  if (!now.enabled) return `disabled, ${place}`;
  const usable = now.usable === now.size ? 'all usable' : `${humanSize(now.usable)} usable`;
  if (now.mode === 'system-ram') return [place, usable, 'in use as System RAM'].join(', ');
  const sections = sectionsOf(now.name);
  return [place, usable, sections === 0 ? 'no struct pages' : counted(sections, 'section')].join(', ');
}

/** Namespaces that differ, without those of the regions to skip. */
function namespaceAnswers(before: StatusMachine, after: StatusMachine, skip: ReadonlySet<string>): Answer[] {
  const [was, is] = [namespaceReader(before), namespaceReader(after)];
  const sectionsOf = sectionCounter(after);
  const names = new Set([...Object.keys(before.nd.namespaces), ...Object.keys(after.nd.namespaces)]);
  return [...names].flatMap((name): Answer[] => {
    const [then, now] = [was(name), is(name)];
    const { region } = (after.nd.namespaces[name] ?? before.nd.namespaces[name])!;
    if (skip.has(region) || same(then, now)) return [];
    if (now !== undefined) return [{ object: name, text: namespaceText(after, now, sectionsOf) }];
    return [{ object: name, text: `destroyed, ${humanSize(then!.size)} of ${region} free` }];
  });
}

function regionAnswers(before: StatusMachine, after: StatusMachine): Answer[] {
  return Object.values(after.nd.regions).flatMap(({ name, size, core, align, namespaces }): Answer[] => {
    const was = before.nd.regions[name];
    const enabled = core.driver !== null;
    if (was === undefined) return [{ object: name, text: `added, ${humanSize(size)}` }];
    if ((was.core.driver !== null) !== enabled) {
      const used = namespaces.filter((one) => (after.nd.namespaces[one]?.size ?? 0) > 0).length;
      const text = enabled ? `enabled, ${humanSize(size)}, ${counted(used, 'namespace')}` : 'disabled';
      return [{ object: name, text }];
    }
    if (was.align === align) return [];
    return [{ object: name, text: `align ${humanSize(align)} instead of ${humanSize(was.align)}` }];
  });
}

const dimmAnswers = (before: StatusMachine, after: StatusMachine): Answer[] =>
  Object.values(after.nd.dimms).flatMap(({ name, core }): Answer[] => {
    const enabled = core.driver !== null;
    const was = before.nd.dimms[name];
    if (was === undefined || (was.core.driver !== null) === enabled) return [];
    return [{ object: name, text: enabled ? 'enabled' : 'disabled' }];
  });

function daxText({ mode, enabled, size }: DaxDeviceStatus): string {
  return `${enabled ? mode : 'disabled'}, ${humanSize(size)}`;
}

function daxAnswers(before: StatusMachine, after: StatusMachine): Answer[] {
  const devices = ({ dax }: StatusMachine): Map<string, DaxDeviceStatus> =>
    new Map(daxStatus(dax).flatMap((region) => region.devices.map((device) => [device.name, device])));
  const [was, is] = [devices(before), devices(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name): Answer[] => {
    const now = is.get(name);
    if (same(was.get(name), now)) return [];
    return [{ object: name, text: now === undefined ? 'destroyed' : daxText(now) }];
  });
}

type Block = Pick<MemoryBlockRun, 'state' | 'zone'>;

const blockText = (then: Block | undefined, now: Block | undefined): string => {
  if (now === undefined) return 'removed';
  const zone = now.state === 'online' && now.zone != null ? `, zone ${now.zone}` : '';
  return `${then === undefined ? 'added, ' : ''}${now.state}${zone}`;
};

/** Runs of memory blocks that differ; the cost follows the number of runs. */
function blockAnswers(before: StatusMachine, after: StatusMachine): Answer[] {
  const [was, is] = [before.mm.blocks, after.mm.blocks];
  if (same(was, is)) return [];
  const points = new Set([...was, ...is].flatMap(({ first, last }) => [first, last + 1]));
  const edges = [...points].sort((a, b) => a - b);
  const at = (runs: readonly MemoryBlockRun[], id: number) =>
    runs.find(({ first, last }) => first <= id && id <= last);
  const found: (Answer & { first: number; last: number })[] = [];
  for (const [i, first] of edges.entries()) {
    const [then, now] = [at(was, first), at(is, first)];
    const last = (edges[i + 1] ?? first + 1) - 1;
    if (then?.state === now?.state && then?.zone === now?.zone) continue;
    const text = blockText(then, now);
    const previous = found.at(-1);
    if (previous?.text === text && previous.last + 1 === first) previous.last = last;
    else found.push({ object: '', text, first, last });
  }
  return found.map(({ text, first, last }) => ({
    object: blockNames({ first, last }),
    text: first === last ? text : `${text}, ${counted(last - first + 1, 'block')}`,
  }));
}

/** The objects that differ between two states of one boot, the ones that the tools name first. */
export function answersBetween(before: StatusMachine, after: StatusMachine): Answer[] {
  const cxl = cxlAnswersBetween(before, after);
  const listed = new Set(cxl.map(({ object }) => object));
  // A region of CXL is one of libnvdimm of the same name too.
  const regions = regionAnswers(before, after).filter(({ object }) => !listed.has(object));
  const switched = new Set([...listed, ...regions.map(({ object }) => object)]);
  return [
    ...cxl,
    ...regions,
    ...dimmAnswers(before, after),
    ...namespaceAnswers(before, after, switched),
    ...daxAnswers(before, after),
    ...blockAnswers(before, after),
  ];
}
