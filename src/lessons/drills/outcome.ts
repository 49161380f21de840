/** Outcomes of a script on two kernels, as a learner can see them. */
import type { Machine } from '../../machine/machine.ts';
import { visibleState } from '../../predicate/visible-state.ts';
import type { Start } from '../lesson.ts';
import { setUpStart } from '../scratch-machine.ts';
import type { TaskEnvironment } from './task.ts';

export interface Outcome {
  crashed?: string;
  /** The last command of the script, and its exit code. */
  last: { line: string; rc: number };
  /** Namespaces and dax devices, without what differs at every boot. */
  devices: string[];
  /** True if the kernel warned. */
  warned: boolean;
}

const SHOWN = ['mode', 'map', 'size', 'state', 'blockdev', 'chardev'];

const deviceText = (device: Record<string, unknown>): string =>
  [
    device.dev ?? device.chardev,
    ...SHOWN.flatMap((key) => (key in device ? [`${key} ${device[key]}`] : [])),
  ].join(' ');

async function devicesOf(machine: Machine): Promise<string[]> {
  const sight = visibleState(machine);
  const namespaces = [await sight.list('ndctl', '-N -i')].flat() as Record<string, unknown>[];
  const dax = [await sight.list('daxctl', '-D')].flat() as Record<string, unknown>[];
  return [...namespaces.filter(({ size }) => size !== 0), ...dax].map(deviceText);
}

/** The outcome of a script on the machine of a start. */
export async function outcomeOf(
  { scratch }: TaskEnvironment,
  start: Start,
  script: readonly string[],
): Promise<Outcome> {
  const { boot, run, machine: current } = scratch();
  await setUpStart({ boot, run, machine: current }, start);
  let last = { line: '', rc: 0 };
  for (const line of script) last = { line, rc: (await run(line)).rc };
  const machine = current();
  const { crashed, log } = machine.kernel.state;
  if (crashed !== undefined) return { crashed, last, devices: [], warned: true };
  const warned = log.lines.some(({ warning }) => warning !== undefined);
  return { last, devices: await devicesOf(machine), warned };
}

/** Tests whether a learner sees no difference. */
export const isSame = (a: Outcome, b: Outcome): boolean => JSON.stringify(a) === JSON.stringify(b);

/** An outcome in a sentence. */
export function outcomeText({ crashed, last, devices, warned }: Outcome): string {
  if (crashed !== undefined) return `the kernel crashes: ${crashed}`;
  const result = last.rc === 0 ? 'works' : `ends with ${last.rc}`;
  const list = devices.length === 0 ? 'there is no namespace' : devices.join('; ');
  return `'${last.line}' ${result}, ${list}${warned ? '; the kernel warned' : ''}`;
}
