import { beforeAll, describe, expect, it } from 'vitest';
import { readPlatform } from '../../../src/firmware/schema.ts';
import { changesSince, noteState } from '../../../src/machine/changes/changes.ts';
import { ALONE, runTool } from '../../../src/machine/command.ts';
import { bootMachine, type Machine, openMachine, rebootMachine } from '../../../src/machine/machine.ts';
import type { MachineCore } from '../../../src/machine/state/kept.ts';
import { differingKeys } from '../../../src/machine/state/lazy/differing.ts';
import { openTaken, takeLazily } from '../../../src/machine/state/lazy/take.ts';
import type { Taken } from '../../../src/machine/state/lazy/text.ts';
import { loadTool } from '../../../src/machine/tools.ts';
import { answersBetween } from '../../../src/views/model/answer.ts';
import { sectionsModel } from '../../../src/views/model/sections.ts';

const GiB = 2 ** 30;
const hex = (value: number): string => `0x${value.toString(16)}`;

/** One region whose labels have room for hundreds of namespaces. */
const platform = readPlatform({
  e820: [{ start: '0x0', end: hex(8 * GiB - 1), type: 'usable' }],
  nvdimms: [
    { handle: 1, physId: 1, serial: 1, size: 64 * GiB, labelSize: 2 ** 20, address: hex(256 * GiB) },
    { handle: 2, physId: 2, serial: 2, size: GiB, labelSize: 2 ** 17, address: hex(512 * GiB) },
  ],
});

async function run(machine: Machine, lines: string): Promise<void> {
  for (const line of lines.split('; ')) {
    const [tool = '', ...argv] = line.split(' ');
    await runTool(machine, await loadTool(tool as 'ndctl'), argv, ALONE);
  }
}

/** The machine as it is after it was saved and loaded: its large tables are in shards. */
const reloaded = (taken: Taken, { commandLog }: Machine): Machine =>
  openMachine({ ...(openTaken(taken) as MachineCore), commandLog });

const coreOf = ({ request, firmware, kernel }: Machine): MachineCore => ({
  request,
  firmware,
  kernel: kernel.state,
});
const plain = (core: MachineCore): MachineCore => JSON.parse(JSON.stringify(core)) as MachineCore;

let large: Taken;
let first: Machine;

beforeAll(async () => {
  first = bootMachine(platform, { kernel: '6.1', cmdline: '', seed: 1 });
  await run(first, 'ndctl disable-region all; ndctl init-labels -f all; ndctl enable-region all');
  await run(first, 'ndctl create-namespace -r region1 -s 32M; ndctl disable-namespace namespace1.0');
  const modes = ['fsdax', 'devdax', 'sector', 'raw', 'fsdax -M mem'];
  for (let i = 0; i < 220; i++)
    await run(first, `ndctl create-namespace -r region0 -s 32M -m ${modes[i % 5]}`);
  expect(Object.keys(first.kernel.state.nd.namespaces).length).toBe(223);
  large = takeLazily(coreOf(first));
  expect(large.parts.filter(({ text }) => 'shards' in text).length).toBeGreaterThan(5);
});

/** Commands that are run one after another; each one's changes are compared. */
const LINES = [
  'ndctl create-namespace -s 32M -m fsdax',
  'ndctl destroy-namespace -f namespace0.7',
  'ndctl create-namespace -s 16M -m devdax',
  'ndctl disable-namespace namespace0.20',
  'ndctl destroy-namespace -f namespace0.12; ndctl destroy-namespace -f namespace0.5',
  'ndctl enable-namespace namespace0.20',
  'ndctl create-namespace -f -e namespace0.31 -m sector',
  'ndctl disable-namespace namespace0.43; ndctl disable-namespace namespace0.10',
  'ndctl disable-region region1',
  'ndctl enable-region region1',
  'daxctl reconfigure-device -m system-ram dax0.3',
  'ndctl list',
  'ndctl disable-region region0',
  'ndctl enable-region region0',
  'ndctl destroy-namespace -f all',
];

describe.each([
  ['6.1', LINES],
  ['4.13', LINES.slice(0, 6)],
])('the changes of a command on a large machine, release %s', (release, lines) => {
  it('are those that two whole states have', async () => {
    let machine = reloaded(large, first);
    if (release !== '6.1') {
      machine = rebootMachine(machine, { kernel: release, cmdline: '', seed: 2 });
      machine = reloaded(noteState(machine), machine);
    }
    let seen = 0;
    for (const line of lines) {
      const was = plain(openTaken(noteState(machine)) as MachineCore);
      const note = noteState(machine);
      await run(machine, line);
      const is = plain(openTaken(noteState(machine)) as MachineCore);
      const { before, after } = changesSince(note, machine);
      const answers = answersBetween(before, after);
      seen += answers.length;
      expect(answers, line).toEqual(answersBetween(was.kernel, is.kernel));
      expect(sectionsModel(after, { before }), line).toEqual(
        sectionsModel(is.kernel, { before: was.kernel }),
      );
      machine = reloaded(noteState(machine), machine);
    }
    expect(seen).toBeGreaterThan(4);
  });
});

it('finds the keys that differ in every table', async () => {
  let machine = reloaded(large, first);
  for (const line of LINES.slice(0, 8)) {
    const before = noteState(machine);
    const was = plain(openTaken(before) as MachineCore).kernel;
    await run(machine, line);
    const after = noteState(machine);
    const is = plain(openTaken(after) as MachineCore).kernel;
    const all = (a: object, b: object): string[] => {
      const [x, y] = [a, b] as Record<string, unknown>[];
      const keys = [...new Set([...Object.keys(x!), ...Object.keys(y!)])];
      return keys.filter((key) => JSON.stringify(x![key]) !== JSON.stringify(y![key])).sort();
    };
    const found = (...way: string[]): string[] => differingKeys(before, after, ['kernel', ...way]).sort();
    for (const kind of ['buses', 'dimms', 'regions', 'namespaces', 'pfns', 'btts'] as const)
      expect(found('nd', kind), `${line}: ${kind}`).toEqual(all(was.nd[kind], is.nd[kind]));
    expect(found('mm', 'pagemaps')).toEqual(all(was.mm.pagemaps, is.mm.pagemaps));
    expect(found('resources', 'byId')).toEqual(all(was.resources.byId, is.resources.byId));
    machine = reloaded(after, machine);
  }
});

it('reads a small part of a large machine for the changes of one command', async () => {
  const machine = reloaded(large, first);
  const note = noteState(machine);
  await run(machine, 'ndctl create-namespace -s 16M -m fsdax');
  const { before, after } = changesSince(note, machine);
  for (const state of [before, after]) expect(Object.keys(state.nd.pfns).length).toBeLessThan(20);
  const shardsOf = ({ parts }: Taken) => parts.flatMap(({ text }) => ('shards' in text ? text.shards : []));
  const shared = new Set(shardsOf(large));
  const present = shardsOf(noteState(machine));
  expect(present.filter((shard) => shared.has(shard)).length).toBeGreaterThan(present.length / 2);
});
