/** Random walks: commands, writes and looks, each chosen from what memsim has after the one before. */
import { readPlatform } from '../../../src/firmware/schema.ts';
import { ALONE, runTool } from '../../../src/machine/command.ts';
import { echo } from '../../../src/machine/echo.ts';
import { bootMachine, type Machine, rebootMachine } from '../../../src/machine/machine.ts';
import { cxl } from '../../../src/tools/cxl/main.ts';
import { daxctl } from '../../../src/tools/daxctl/main.ts';
import { ndctl } from '../../../src/tools/ndctl/main.ts';
import type { HostFiles } from '../../../src/tools/tool.ts';
import type { Operation } from '../transcript/operation.ts';
import type { BootRequest } from '../transcript/record-boots.ts';
import { newCommand } from './commands.ts';
import { type Dice, newDice, type Weighted } from './dice.ts';
import { newSequence } from './recipes.ts';
import { newSetups, type Setup, type SetupKind } from './setup.ts';
import { CXL, DAX, ND, type View, viewOf } from './view.ts';
import { newWrite } from './writes.ts';

const TOOLS = { ndctl, daxctl, cxl };

/** All readable attributes of one device. */
function newLook(dice: Dice, view: View): Operation | undefined {
  const nd = [...view.namespaces, ...view.regions, ...view.claims, ...view.dimms].map(
    (name) => `${ND}/${name}`,
  );
  const cxlDevices = [...view.memdevs, ...view.cxlRegions, ...view.ports, ...view.decoders];
  const folders = [
    ...nd,
    ...view.daxes.map((name) => `${DAX}/${name}`),
    ...cxlDevices.map((name) => `${CXL}/${name}`),
  ];
  if (folders.length === 0) return undefined;
  const folder = dice.pick(folders);
  const paths = view.attributes(folder).map((name) => `${folder}/${name}`);
  return paths.length === 0 ? undefined : { op: 'sysfs', paths };
}

/** One step, or several in a row; undefined when the machine has nothing of the kind. */
type Maker = (dice: Dice, view: View) => Operation | Operation[] | undefined;
const look =
  (op: 'iomem' | 'zones' | 'device-zone' | 'memory-blocks'): Maker =>
  () => ({ op });

const MAKERS: readonly Weighted<Maker>[] = [
  [70, (dice, view) => ({ op: 'run', argv: newCommand(dice, view) })],
  [
    14,
    (dice, view) => {
      const write = newWrite(dice, view);
      return write && { op: 'write', ...write };
    },
  ],
  [5, newSequence],
  [8, newLook],
  [3, look('iomem')],
  [1, look('zones')],
  [2, look('device-zone')],
  [2, look('memory-blocks')],
];

/** The folder `@DIR` of a walk. */
function scratchFolder(): HostFiles {
  const files = new Map<string, Uint8Array>();
  const write = (path: string, data: Uint8Array): boolean => files.set(path, data) !== undefined;
  return {
    read: (path) => files.get(path),
    write,
    append: (path, text) =>
      write(path, Buffer.concat([files.get(path) ?? new Uint8Array(), Buffer.from(text)])),
    isFolder: () => false,
  };
}

/** Does the operation on memsim; looks change nothing. */
async function act(machine: Machine, host: HostFiles, operation: Operation): Promise<void> {
  if (operation.op === 'write') echo(machine.files, operation.path, operation.value);
  if (operation.op !== 'run') return;
  const [tool, ...argv] = operation.argv;
  await runTool(machine, TOOLS[tool as keyof typeof TOOLS], argv, { ...ALONE, host });
}

async function walkOn(machine: Machine, scratch: HostFiles, steps: number, dice: Dice): Promise<Operation[]> {
  const operations: Operation[] = [];
  while (operations.length < steps) {
    const made = dice.weighted(MAKERS)(dice, viewOf(machine.files));
    if (made === undefined) continue;
    for (const operation of [made].flat()) {
      operations.push(operation);
      await act(machine, scratch, operation);
    }
  }
  return operations;
}

/** Parameters of a walk. */
export interface WalkRequest {
  kernel: string;
  kind: SetupKind;
  seed: number;
  steps: number;
}

/** Of 100 walks so many have a reboot in the middle. */
const REBOOTS = 35;

/** Makes a walk of one or two boots. */
export async function newWalk({ kernel, kind, seed, steps }: WalkRequest): Promise<BootRequest[]> {
  const dice = newDice(seed);
  const setups = newSetups(kind, dice);
  const used = dice.chance(REBOOTS) ? setups : setups.slice(0, 1);
  const boots: BootRequest[] = [];
  const scratch = scratchFolder();
  let machine: Machine | undefined;
  for (const setup of used) {
    machine = bootSetup(setup, kernel, seed, machine);
    const operations = await walkOn(machine, scratch, Math.ceil(steps / used.length), dice);
    boots.push({ machine: setup.machine, cmdline: setup.cmdline, operations });
  }
  return boots;
}

function bootSetup(setup: Setup, kernel: string, seed: number, before: Machine | undefined): Machine {
  const platform = readPlatform(setup.platform);
  const request = { kernel, cmdline: setup.cmdline, seed };
  return before === undefined ? bootMachine(platform, request) : rebootMachine(before, request, platform);
}
