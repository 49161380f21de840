/** Hot-plugged ACPI memory devices as plain data. */

/** A memory device (PNP0C80) as its firmware describes it. */
export interface AcpiMemoryDevice {
  /** `PNP0C80:01` */
  name: string;
  /** Physical address in bytes. */
  start: number;
  /** Bytes. */
  size: number;
  /** Set once the driver bound it, even when the range was present already. */
  enabled: boolean;
}

export interface AcpiState {
  memory: AcpiMemoryDevice[];
}
