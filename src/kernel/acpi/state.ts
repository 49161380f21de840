/** ACPI memory devices that were plugged in while the kernel ran, as plain data. */

/** A slot (PNP0C80) and what its firmware says of it. */
export interface AcpiMemoryDevice {
  /** `PNP0C80:01` */
  name: string;
  /** Physical address in bytes. */
  start: number;
  /** Bytes. */
  size: number;
  /** True once the driver took it, even where somebody else had the addresses. */
  enabled: boolean;
}

export interface AcpiState {
  memory: AcpiMemoryDevice[];
}
