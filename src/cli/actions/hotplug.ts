/** `memsim hotplug-dram`, `unplug-dram`, `p2pdma` and `hmm`: memory that comes and goes at run time. */
import { has_added_memory } from '../../kernel/acpi/acpi_memhotplug.ts';
import { acpi_scan_device_check, acpi_scan_hot_remove } from '../../kernel/acpi/scan.ts';
import type { AcpiMemoryDevice } from '../../kernel/acpi/state.ts';
import { memmap_room } from '../../kernel/arch/x86/init_64/vmemmap.ts';
import { blocksOf, memoryBlock } from '../../kernel/base/memory/blocks.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { dmirror_allocate_chunk, dmirror_device_remove_chunks } from '../../kernel/lib/test_hmm.ts';
import { STRUCT_PAGE_SIZE } from '../../kernel/mm/mmzone.ts';
import { bar_range, nvme_map_cmb, nvme_remove } from '../../kernel/pci/p2pdma.ts';
import { pci_device } from '../../kernel/pci/pci.ts';
import type { PciDev } from '../../kernel/pci/state.ts';
import { ERRNO, errnoName, strerror } from '../../lib/errno.ts';
import { parseQuantity } from '../../lib/quantity.ts';
import { type Range, rangeSize } from '../../lib/range.ts';
import type { Span } from '../../lib/runs.ts';
import { hex, PAGE_SIZE } from '../../lib/units.ts';
import type { Machine } from '../../machine/machine.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { counted, humanSize } from '../../views/base/text.ts';
import { parseSize } from '../input/size.ts';
import { type JsonFlag, printModel } from '../output/print-model.ts';
import { watchChanges } from '../output/watch.ts';
import { runningMachine } from '../session/current-machine.ts';
import { unlessEnded } from '../session/ended-task.ts';
import { type Session, say } from '../session/session.ts';
import { type DimmFlags, requireNode } from './dimm-flags.ts';

const failure = (what: string, error: number): Error =>
  refusal(`${what}: ${strerror(-error)} (${errnoName(-error)})`);

const rangeText = ({ start, end }: Range): string =>
  `${humanSize(rangeSize({ start, end }))} at ${hex(start)}-${hex(end)}`;

/** `8 blocks memory33..memory40` */
function blocksText({ first, last }: Span): string {
  const names = first === last ? `memory${first}` : `memory${first}..memory${last}`;
  return `${counted(last - first + 1, 'block')} ${names}`;
}

/** The result of a command, as data and as a line. */
interface Done {
  data: object;
  text: string;
}

/** Runs `act`, prints its result or error, then the changes. */
async function change(
  session: Session,
  flags: JsonFlag,
  act: (machine: Machine) => Done | Error,
): Promise<number> {
  const machine = await runningMachine(session);
  const showChanges = await watchChanges(session);
  return unlessEnded(session, async () => {
    const done = act(machine);
    const isDone = !(done instanceof Error);
    if (isDone) printModel(session, flags, done.data, () => `${done.text}\n`);
    else say(session, done.message);
    await showChanges();
    return isDone ? 0 : EXIT.failed;
  });
}

/** The numbers of an ENOMEM that RAM without room for the struct pages causes; else empty. */
function lackOfRoom(kernel: Kernel, size: number, error: number): string {
  const needed = (size / PAGE_SIZE) * STRUCT_PAGE_SIZE;
  const room = memmap_room(kernel);
  if (error !== -ERRNO.ENOMEM || needed <= room) return '';
  return `, its struct pages take ${humanSize(needed)} and RAM has room for ${humanSize(room)}`;
}

/** `memsim hotplug-dram`: adds an ACPI memory device. */
export async function plugDram(
  session: Session,
  address: string,
  length: string,
  flags: DimmFlags,
): Promise<number> {
  const [start, size] = [parseSize(address, 'address'), parseSize(length, 'size')];
  return change(session, flags, ({ kernel }) => {
    requireNode(kernel, flags.node);
    const { device, error } = acpi_scan_device_check(kernel, start, size, flags.node);
    const range = { start, end: start + size - 1 };
    if (error === -ERRNO.EEXIST)
      return failure(
        `${device.name}: the driver is bound, but the addresses are in use; no RAM was added`,
        error,
      );
    if (error !== 0)
      return failure(`${device.name}: no RAM was added${lackOfRoom(kernel, size, error)}`, error);
    const blocks = blocksOf(kernel, start, size);
    const { state, nid } = memoryBlock(kernel, blocks.first)!;
    return {
      data: { device: device.name, ...range, node: nid, blocks: { ...blocks, state } },
      text: `${device.name}: ${rangeText(range)} on node ${nid}: ${blocksText(blocks)}, ${state}`,
    };
  });
}

function dimmNamed({ kernel }: Machine, name: string): AcpiMemoryDevice {
  const plugged = kernel.state.acpi?.memory ?? [];
  const found =
    plugged.find((device) => device.name === name) ??
    plugged.find(({ start }) => start === parseQuantity(name));
  if (found !== undefined) return found;
  const known = plugged.map((device) => `${device.name} at ${hex(device.start)}`).join(', ');
  throw refusal(`no DIMM of RAM '${name}': ${known === '' ? 'none was plugged' : `there is ${known}`}`);
}

/** `memsim unplug-dram`: ejects a DIMM that hotplug-dram plugged. */
export const unplugDram = (session: Session, name: string, flags: JsonFlag): Promise<number> =>
  change(session, flags, (machine) => {
    const { kernel } = machine;
    const device = dimmNamed(machine, name);
    const { start, size, enabled } = device;
    const range = { start, end: start + size - 1 };
    const isAdded = has_added_memory(kernel, device);
    if (enabled && !isAdded)
      throw refusal(
        `${device.name}: its addresses were in use when it was plugged; what an eject does to them is not modelled`,
      );
    const error = acpi_scan_hot_remove(kernel, device);
    if (error !== 0) return failure(`${device.name}: the RAM stays, since not all of it goes offline`, error);
    const blocks = isAdded ? blocksOf(kernel, start, size) : null;
    const had = blocks === null ? 'it had no RAM' : `${rangeText(range)}, ${blocksText(blocks)}`;
    return { data: { device: device.name, ...range, blocks }, text: `${device.name} is unplugged: ${had}` };
  });

function deviceNamed({ kernel }: Machine, name: string): PciDev {
  const found = pci_device(kernel, name) ?? pci_device(kernel, `0000:${name}`);
  if (found !== undefined) return found;
  const known = (kernel.state.pci?.devices ?? []).map((device) => device.name);
  const hint =
    known.length > 0 ? `there is ${known.join(', ')}` : 'the platform has none (try --platform nvme-cmb)';
  throw refusal(`no PCI device '${name}': ${hint}`);
}

export interface BarFlags extends JsonFlag {
  size?: string;
  offset?: string;
}

/** `memsim p2pdma add`: maps a BAR, or a part of it, as peer-to-peer memory. */
export async function addPeerMemory(
  session: Session,
  name: string,
  bar: string,
  flags: BarFlags,
): Promise<number> {
  const part = {
    bar: parseSize(bar, 'BAR'),
    size: parseSize(flags.size ?? '0', 'size'),
    offset: parseSize(flags.offset ?? '0', 'offset'),
  };
  return change(session, flags, (machine) => {
    const { kernel } = machine;
    const device = deviceNamed(machine, name);
    const what = `p2pdma add: ${device.name} BAR ${part.bar}`;
    const range = bar_range(kernel, device, part);
    const bars = kernel.firmware.platform.pci.find(({ address }) => address === device.name)!.bars;
    if (range === undefined) {
      const known = bars.map(({ index, size }) => `BAR ${index} of ${humanSize(size)}`).join(', ');
      throw refusal(`${what}: no such part of a BAR; the device has ${known}`);
    }
    if (!kernel.has('pci-p2pdma'))
      throw refusal(`${what}: kernel ${kernel.state.release} has no peer-to-peer memory (new in 4.20)`);
    const error = nvme_map_cmb(kernel, device, part);
    if (error !== 0) return failure(what, error);
    return {
      data: { device: device.name, bar: part.bar, ...range, type: 'pci-p2pdma' },
      text: `${device.name} BAR ${part.bar}: ${rangeText(range)} is peer-to-peer memory`,
    };
  });
}

/** `memsim p2pdma remove`: unbinds the driver, which removes all mappings of the device. */
export const removePeerMemory = (session: Session, name: string, flags: JsonFlag): Promise<number> =>
  change(session, flags, (machine) => {
    const device = deviceNamed(machine, name);
    const count = device.core.devres.filter(({ kind }) => kind === 'pagemap').length;
    nvme_remove(machine.kernel, device);
    return {
      data: { device: device.name, unmapped: count },
      text: `${device.name}: ${counted(count, 'mapping')} gone`,
    };
  });

/** `memsim hmm add`: adds struct pages for memory that the CPU cannot access. */
export async function addPrivate(session: Session, length: string, flags: JsonFlag): Promise<number> {
  const size = parseSize(length, 'size');
  if (size === 0) throw refusal("size: '0' is no size (try 128M)", EXIT.usage);
  return change(session, flags, ({ kernel }) => {
    if (!kernel.has('hmm-devmem'))
      throw refusal(`hmm add: kernel ${kernel.state.release} has no device-private memory (new in 4.14)`);
    const range = dmirror_allocate_chunk(kernel, size);
    if (typeof range === 'number') return failure('hmm add', range);
    return {
      data: { ...range, type: 'private', maxPfn: kernel.state.mm.maxPfn },
      text: `${rangeText(range)} holds device-private memory; max_pfn is ${hex(kernel.state.mm.maxPfn)}`,
    };
  });
}

/** `memsim hmm remove`: removes all device-private memory. */
export const removePrivate = (session: Session, flags: JsonFlag): Promise<number> =>
  change(session, flags, ({ kernel }) => {
    const count = dmirror_device_remove_chunks(kernel);
    return { data: { removed: count }, text: `${counted(count, 'piece')} of device-private memory gone` };
  });

/** `memsim hmm types`: the requirements of each type of memory. */
export async function showTypes(session: Session, flags: JsonFlag): Promise<number> {
  const { pagemapTypes } = await import('../../explain/pagemap-types.ts');
  const { renderPagemapTypes } = await import('../../views/text/memory/pagemap-types.ts');
  const model = pagemapTypes((await runningMachine(session)).kernel);
  printModel(session, flags, model, renderPagemapTypes);
  return 0;
}
