/**
 * Memory setup at boot, as far as the memory map shows it: models setup_arch() of arch/x86/kernel/setup.c and
 * the memory steps of start_kernel(), releases 4.4 to 6.12.
 */
import { E820 } from '../../../firmware/e820-types.ts';
import type { Platform, ReservedRange } from '../../../firmware/platform.ts';
import type { Range } from '../../../lib/range.ts';
import { alignDown, alignUp, PAGE_SIZE } from '../../../lib/units.ts';
import { memory_dev_init } from '../../base/memory/blocks.ts';
import { panic } from '../../kernel/panic.ts';
import { parse_early_param } from '../../kernel/params.ts';
import { pr_info } from '../../kernel/printk.ts';
import { insert_resource, request_resource } from '../../kernel/resource/resource.ts';
import type { Kernel } from '../../kernel.ts';
import { set_memmap_mode } from '../../mm/memory_hotplug/memmap-on-memory.ts';
import { default_online_policy } from '../../mm/memory_hotplug/online-policy.ts';
import { memory_tier_init } from '../../mm/memory-tiers.ts';
import { free_area_init } from '../../mm/page_alloc.ts';
import { sparse_init } from '../../mm/sparse/init.ts';
import { build_all_zonelists } from '../../mm/zonelists.ts';
import { pci_scan } from '../../pci/pci.ts';
import {
  type E820Boot,
  e820__end_of_ram_pfn,
  e820__finish_early_params,
  e820__memory_setup,
  e820_add_kernel_range,
  e820Records,
  trim_bios_range,
} from './e820/e820.ts';
import { efi_fake_memmap_early, efi_soft_reserve_enabled, type FakeMem } from './e820/efi.ts';
import { e820__setup_pci_gap } from './e820/pci-gap.ts';
import { e820__reserve_resources, e820__reserve_resources_late } from './e820/resources.ts';
import { set_memory_block_size } from './init_64/memory-block-size.ts';
import type { NumaOptions } from './numa/init.ts';
import { x86_numa_init } from './numa/numa.ts';
import { earlyParams } from './parameters.ts';
import { smp_init } from './smpboot.ts';

/** RAM of the map in whole pages up to max_pfn, adjacent ranges merged (memblock.memory). */
function memblock(k: Kernel): Range[] {
  const ranges: Range[] = [];
  const limit = k.state.mm.maxPfn * PAGE_SIZE;
  for (const { start, end, type } of k.state.e820.table) {
    if (type !== E820.RAM && type !== E820.RESERVED_KERN) continue;
    const range = {
      start: alignUp(start, PAGE_SIZE),
      end: Math.min(alignDown(end + 1, PAGE_SIZE), limit) - 1,
    };
    if (range.start > range.end) continue;
    const before = ranges.at(-1);
    if (before !== undefined && before.end + 1 === range.start) before.end = range.end;
    else ranges.push(range);
  }
  return ranges;
}

/** Result of processing the BIOS map and the command line. */
interface BootMap {
  e820: E820Boot;
  numa: NumaOptions;
  /** Panic message when the command line made the map invalid. */
  failure: string | undefined;
}

/** Builds the final map from the BIOS map and the command line. */
function setupMap(k: Kernel, platform: Platform): BootMap {
  pr_info(k, `Command line: ${k.state.cmdline}`);
  const e820 = e820__memory_setup(k, platform.e820, efi_soft_reserve_enabled(k));
  const fakes: FakeMem[] = [];
  const numa: NumaOptions = { off: false, noacpi: false, fake: undefined };
  parse_early_param(k, earlyParams({ e820, numa, fakes }));
  efi_fake_memmap_early(k, e820, fakes, platform.e820);
  const failure = e820__finish_early_params(k, e820);
  if (failure === undefined) {
    e820_add_kernel_range(k, e820);
    trim_bios_range(k, e820);
  }
  k.state.e820 = {
    firmware: e820Records(e820.firmware),
    table: e820Records(e820.table),
    userdef: e820.userdef,
    hotplugged: [],
    nextIndex: e820.firmware.length,
  };
  return { e820, numa, failure };
}

const isRom = ({ name }: ReservedRange): boolean => name.endsWith(' ROM');

/**
 * Requests the system ROM and the ROMs of cards (probe_roms); reserved ranges of the map are later inserted
 * around them.
 */
function probe_roms(k: Kernel, platform: Platform): void {
  request_resource(k, { name: 'System ROM', start: 0xf0000, end: 0xfffff, busy: true });
  for (const { start, end, name } of platform.reserved.filter(isRom))
    request_resource(k, { name, start, end, busy: true });
}

const LOCAL_APIC = { name: 'Local APIC', start: 0xfee00000, end: 0xfee00fff, busy: true };

/**
 * Inserts the platform's devices that are neither RAM nor NVDIMMs, except the local APIC, which the kernel
 * adds itself.
 */
function insertReserved(k: Kernel, platform: Platform): void {
  for (const range of platform.reserved)
    if (!isRom(range) && !isMmconfig(range) && range.name !== LOCAL_APIC.name)
      insert_resource(k, { ...range });
}

const isMmconfig = ({ name }: ReservedRange): boolean => /^PCI (MMCONFIG|ECAM) /.test(name);

/**
 * Models pci_mmcfg_late_insert_resources() of arch/x86/pci/mmconfig-shared.c, a late initcall: the window of the
 * configuration space becomes the parent of the map's range.
 */
function pci_mmcfg_late_insert_resources(k: Kernel, platform: Platform): void {
  for (const range of platform.reserved.filter(isMmconfig)) insert_resource(k, { ...range, busy: true });
}

/**
 * Models lapic_insert_resource() of arch/x86/kernel/apic/apic.c, which runs long after the map's ranges are
 * inserted.
 */
function lapic_insert_resource(k: Kernel): void {
  if (!k.has('no-local-apic-resource')) insert_resource(k, LOCAL_APIC);
}

/** Sets up memory, from the firmware's map to memory blocks. Returns false when the kernel panics. */
export function setupMemory(k: Kernel, platform: Platform): boolean {
  const { e820, numa, failure } = setupMap(k, platform);
  if (failure !== undefined) {
    panic(k, failure);
    return false;
  }
  const { mm } = k.state;
  mm.maxPfn = e820__end_of_ram_pfn(k, e820);
  const ram = memblock(k);
  if (ram.length === 0) {
    panic(k, 'alloc_low_pages: can not alloc memory');
    return false;
  }
  x86_numa_init(k, numa, ram);
  sparse_init(k);
  free_area_init(k);
  probe_roms(k, platform);
  e820__reserve_resources(k);
  e820__setup_pci_gap(k, e820);
  build_all_zonelists(k, { booting: true });
  pr_info(k, `Kernel command line: ${k.state.cmdline}`);
  set_memory_block_size(k, platform.hypervisor);
  set_memmap_mode(k);
  mm.autoOnline = default_online_policy(k);
  memory_dev_init(k);
  insertReserved(k, platform);
  e820__reserve_resources_late(k);
  pci_scan(k);
  lapic_insert_resource(k);
  smp_init(k);
  memory_tier_init(k);
  pci_mmcfg_late_insert_resources(k, platform);
  return true;
}
