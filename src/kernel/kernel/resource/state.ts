/** Resource tree of /proc/iomem as plain data (include/linux/ioport.h). */

/** IORES_DESC_* of a resource; `none` for most. */
export type ResourceDesc =
  | 'none'
  | 'acpi-tables'
  | 'acpi-nvs'
  | 'pmem'
  | 'pmem-legacy'
  | 'reserved'
  | 'soft-reserved'
  | 'private';

/** A node of the /proc/iomem tree; `end` is inclusive. */
export interface Resource {
  id: number;
  name: string;
  /** Physical address of the first byte. */
  start: number;
  /** Physical address of the last byte. */
  end: number;
  /** IORESOURCE_BUSY: reserved by a driver. */
  busy: boolean;
  /** IORESOURCE_SYSTEM_RAM. */
  systemRam: boolean;
  desc: ResourceDesc;
  /** Id of the parent; null for the root and for resources outside the tree. */
  parent: number | null;
  /** Ids of the children, ascending by address. */
  children: number[];
}

export interface ResourceState {
  /** By id; the root (iomem_resource) has id 0. */
  byId: Record<number, Resource>;
  nextId: number;
}
