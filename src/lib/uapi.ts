/**
 * Requests that cross the wall by ioctl: those of linux/ndctl.h that the emulated buses answer, and the
 * one of linux/fs.h that a tool needs. Shared by both sides, as the uapi headers are.
 */
export type IoctlRequest =
  | { command: 'get-config-size' }
  | { command: 'get-config-data'; offset: number; length: number }
  | { command: 'set-config-data'; offset: number; data: Uint8Array }
  | { command: 'blkgetsize64' }
  /** ND_CMD_CALL without a payload: a device-specific method of the DIMM, by number. */
  | { command: 'call'; method: number }
  | { command: 'ars-cap'; address: number; length: number }
  | { command: 'ars-start'; address: number; length: number }
  | { command: 'ars-status' }
  | { command: 'clear-error'; address: number; length: number };

export interface IoctlReply {
  /** The command's own status; 0 is success. */
  status: number;
  size?: number;
  maxTransfer?: number;
  data?: Uint8Array;
  /** Bytes cleared, or the unit in which errors are cleared. */
  cleared?: number;
  clearUnit?: number;
  /** Bad ranges found by a scrub. */
  records?: { address: number; length: number }[];
}
