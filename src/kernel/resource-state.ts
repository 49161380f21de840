import type { Phys } from '../lib/units.ts';

/** A node of the /proc/iomem tree; `end` is inclusive. */
export interface Resource {
  id: number;
  name: string;
  start: Phys;
  end: Phys;
  /** IORESOURCE_BUSY: owned by a driver. */
  busy: boolean;
  /** IORESOURCE_SYSTEM_RAM. */
  systemRam: boolean;
  /** IORES_DESC_*; `none` for most. */
  desc:
    | 'none'
    | 'acpi-tables'
    | 'acpi-nvs'
    | 'pmem'
    | 'pmem-legacy'
    | 'reserved'
    | 'soft-reserved'
    | 'private';
  parent: number | null;
  /** Ids of the children, ascending by address. */
  children: number[];
}

export interface ResourceState {
  /** By id; the root (iomem_resource) has id 0. */
  byId: Record<number, Resource>;
  nextId: number;
}
