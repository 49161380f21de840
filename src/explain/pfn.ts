/** Owner and state of a physical address in the running kernel, each with the rule that decides it. */

import { memoryBlock } from '../kernel/base/memory/blocks.ts';
import type { Resource } from '../kernel/kernel/resource/state.ts';
import { firstChildAt, IOMEM, resource } from '../kernel/kernel/resource/tree.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { pfn_to_online_page } from '../kernel/mm/memory_hotplug/pages.ts';
import { bootZone, frameBlock } from '../kernel/mm/memory_hotplug/zones.ts';
import { soft_offline_page } from '../kernel/mm/memory-failure.ts';
import { findLive } from '../kernel/mm/memremap/pgmap-lookup.ts';
import { vmem_altmap_offset } from '../kernel/mm/memremap/vmem-altmap.ts';
import {
  pfn_section_valid,
  pfn_to_section_nr,
  pfn_valid,
  section,
  subsection_hotplug,
  subsection_map_index,
} from '../kernel/mm/mmzone.ts';
import type { MemmapHome, SectionState, VmemAltmap } from '../kernel/mm/state.ts';
import { errnoName } from '../lib/errno.ts';
import { PAGE_SIZE } from '../lib/units.ts';

/** A result of the kernel, with the rule that decides it. */
export interface Answer {
  yes: boolean;
  why: string;
}

export interface PfnSection {
  number: number;
  present: boolean;
  /** Absent without a section. */
  early?: boolean;
  online?: boolean;
  taint?: boolean;
  memmap?: MemmapHome;
}

export interface PfnOwner {
  owner: string;
  driver: string;
  type: string;
  /** Use of the frame within the mapping. */
  frame: 'data' | 'info block' | 'struct pages';
}

export interface PfnModel {
  address: number;
  pfn: number;
  kernel: string;
  /** Names of the enclosing resources, outermost first. */
  resources: string[];
  section: PfnSection;
  /** Its 2 MiB sub-section; null on kernels that have only whole sections. */
  subsection: { number: number; active: boolean } | null;
  block: { name: string; state: string } | null;
  /** -1 if the frame has no struct page. */
  node: number;
  /** Null if the frame belongs to no zone. */
  zone: string | null;
  pagemap: PfnOwner | null;
  pfnValid: Answer;
  onlinePage: Answer;
  /** Result of a write to soft_offline_page: `ok` or an errno. */
  softOffline: string;
}

function* enclosing(k: Kernel, address: number, parent = IOMEM): Generator<Resource> {
  const children = resource(k, parent).children;
  const id = children[firstChildAt(k, resource(k, parent), address)];
  const inner = id === undefined ? undefined : resource(k, id);
  if (inner === undefined || inner.start > address) return;
  yield inner;
  yield* enclosing(k, address, inner.id);
}

/** The part of a mapping that contains a frame, in the order of the altmap's layout. */
function partOf(altmap: VmemAltmap | undefined, frame: number): PfnOwner['frame'] {
  if (altmap === undefined || frame >= altmap.basePfn + vmem_altmap_offset(altmap)) return 'data';
  return frame < altmap.basePfn + altmap.reserve ? 'info block' : 'struct pages';
}

function validity(k: Kernel, state: SectionState | undefined, frame: number): Answer {
  const yes = pfn_valid(k, frame);
  if (state === undefined) return { yes, why: 'its section is absent' };
  if (!subsection_hotplug(k))
    return { yes, why: 'its section is present, and this kernel has no sub-sections' };
  if (pfn_section_valid(state, frame)) return { yes, why: 'its sub-section is active' };
  if (yes) return { yes, why: 'its section is early: all of its struct pages exist since boot' };
  return { yes, why: 'its sub-section is not active' };
}

function onlineness(k: Kernel, state: SectionState | undefined, frame: number, isDevice: boolean): Answer {
  const yes = pfn_to_online_page(k, frame);
  if (state === undefined) return { yes, why: 'its section is absent' };
  if (!state.online) return { yes, why: 'its section is not online' };
  if (!pfn_section_valid(state, frame)) return { yes, why: 'its sub-section is not active' };
  if (state.taint && isDevice)
    return { yes, why: 'its section is tainted by a device, and a page map contains the frame' };
  if (state.taint)
    return { yes, why: 'its section is tainted by a device, but no page map contains the frame' };
  if (isDevice)
    return { yes, why: 'its section is online, and page maps are not checked: device memory passes for RAM' };
  return { yes, why: 'its section is online' };
}

/** The zone recorded in the struct page. */
function zoneOf(k: Kernel, frame: number, isDevice: boolean): string | null {
  if (!pfn_valid(k, frame)) return null;
  if (isDevice) return 'Device';
  const block = memoryBlock(k, frameBlock(k, frame));
  if (block === undefined) return null;
  if (block.state !== 'online') return block.zone;
  return block.zone ?? bootZone(k, frame);
}

function ownerOf(k: Kernel, frame: number): PfnOwner | null {
  const pagemap = findLive(k, frame);
  if (pagemap === undefined) return null;
  const { owner, driver, type, altmap } = pagemap;
  return { owner, driver, type, frame: partOf(altmap, frame) };
}

/**
 * Explains an address.
 *
 * @param address physical, in bytes
 */
export function explainPfn(k: Kernel, address: number): PfnModel {
  const frame = Math.floor(address / PAGE_SIZE);
  const number = pfn_to_section_nr(frame);
  const state = section(k, number);
  const pagemap = ownerOf(k, frame);
  const block = memoryBlock(k, frameBlock(k, frame));
  const offline = soft_offline_page(k, frame);
  return {
    address,
    pfn: frame,
    kernel: k.state.release,
    resources: [...enclosing(k, address)].map(({ name }) => name),
    section: {
      number,
      present: state !== undefined,
      ...(state && { early: state.early, online: state.online, taint: state.taint, memmap: state.memmap }),
    },
    subsection: subsection_hotplug(k)
      ? {
          number: subsection_map_index(frame),
          active: state !== undefined && pfn_section_valid(state, frame),
        }
      : null,
    block: block === undefined ? null : { name: `memory${frameBlock(k, frame)}`, state: block.state },
    node: pfn_valid(k, frame) ? (state?.nid ?? -1) : -1,
    zone: zoneOf(k, frame, pagemap !== null),
    pagemap,
    pfnValid: validity(k, state, frame),
    onlinePage: onlineness(k, state, frame, pagemap !== null),
    softOffline: offline === 0 ? 'ok' : errnoName(-offline),
  };
}
