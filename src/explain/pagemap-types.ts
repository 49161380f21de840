/** Checks and steps of devm_memremap_pages by type of memory, in the running kernel. */
import type { Kernel } from '../kernel/kernel.ts';
import { subsection_hotplug } from '../kernel/mm/mmzone.ts';
import type { PagemapType } from '../kernel/mm/state.ts';

/** A step of mapping a device, by type. */
export interface TypeRule {
  step: string;
  /** In the order of `types`. */
  by: string[];
  /** Set if the types differ. */
  differs: boolean;
}

export interface PagemapTypesModel {
  kernel: string;
  types: PagemapType[];
  rules: TypeRule[];
}

const TYPES: PagemapType[] = ['fs-dax', 'generic', 'pci-p2pdma', 'private'];

/** Tests for types of memory that the kernel cannot map. */
function absentIn(k: Kernel, type: PagemapType): boolean {
  if (type === 'private') return !k.has('hmm-devmem');
  return type === 'pci-p2pdma' && !k.has('pci-p2pdma');
}

const conflictRule = (k: Kernel): string =>
  k.has('same-section-conflict') ? 'no page map at either end, else ENOMEM' : 'no page map registered';

/** The upper limit of hotplugged memory; since 5.12 it is checked first. */
const limitRule = (k: Kernel, isPrivate: boolean): string => {
  if (!k.has('mhp-range-allowed'))
    return k.has('hotplug-addressable-check') ? 'addressable by the kernel, else E2BIG' : 'not checked';
  return isPrivate ? 'limited by section numbers' : 'limited by the direct mapping';
};

function rule(k: Kernel, step: string, of: (type: PagemapType) => string): TypeRule {
  const by = TYPES.map((type) => (absentIn(k, type) ? '-' : of(type)));
  return { step, by, differs: new Set(by.filter((text) => text !== '-')).size > 1 };
}

/** The steps in order. */
export function pagemapTypes(k: Kernel): PagemapTypesModel {
  const unit = subsection_hotplug(k) ? 'a multiple of 2 MiB, else EINVAL' : 'rounded to sections of 128 MiB';
  const origin = {
    private: 'the highest unused addresses',
    'pci-p2pdma': 'a BAR',
    generic: 'the data of a devdax device',
    'fs-dax': 'a namespace',
  } as const;
  const memmap = {
    private: 'RAM',
    'pci-p2pdma': 'RAM',
    generic: 'RAM or the device (altmap)',
    'fs-dax': 'RAM or the device (altmap)',
  } as const;
  const rules = [
    rule(k, 'addresses', (type) => origin[type]),
    rule(k, 'range', (type) => (type === 'private' ? `${unit}; always whole sections` : unit)),
    rule(k, 'conflict', () => conflictRule(k)),
    rule(k, 'RAM', () => 'none in the range, else ENXIO'),
    rule(k, 'highest address', (type) => limitRule(k, type === 'private')),
    rule(k, 'struct pages', (type) => memmap[type]),
    rule(k, 'direct mapping', (type) =>
      type === 'private' ? 'none (add_pages)' : type === 'pci-p2pdma' ? 'uncached' : 'yes (arch_add_memory)',
    ),
    rule(k, 'raises max_pfn', () => (k.has('max-pfn-without-devices') ? 'no' : 'yes')),
    rule(k, 'zone', () => 'Device, never online'),
  ];
  return { kernel: k.state.release, types: TYPES, rules };
}
