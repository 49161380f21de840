/**
 * Ioctl requests between user space and kernel: those of linux/ndctl.h that emulated buses support, and the
 * one of linux/fs.h that a tool needs. Both sides share these types, as they share the uapi headers.
 */
export type IoctlRequest =
  | { command: 'get-config-size' }
  | { command: 'get-config-data'; offset: number; length: number }
  | { command: 'set-config-data'; offset: number; data: Uint8Array }
  | { command: 'blkgetsize64' }
  /** ND_CMD_CALL: a device-specific method of the DIMM, by number, with its input structure. */
  | { command: 'call'; method: number; input?: Uint8Array }
  | { command: 'ars-cap'; address: number; length: number }
  | { command: 'ars-start'; address: number; length: number }
  | { command: 'ars-status' }
  | { command: 'clear-error'; address: number; length: number }
  /** ND_CMD_CALL of a bus, family NVDIMM_BUS_FAMILY_NFIT: the NFIT_CMD_* of libndctl-nfit.h. */
  | { command: 'translate-spa'; address: number }
  /** `notify`: the platform reports the error, which makes the kernel scrub. */
  | { command: 'inject-error'; address: number; length: number; notify: boolean }
  | { command: 'uninject-error'; address: number; length: number }
  | { command: 'injected-errors' }
  | CxlMailboxRequest;

/** A mailbox command of linux/cxl_mem.h (CXL_MEM_SEND_COMMAND); offsets, lengths and sizes in bytes. */
export type CxlMailboxRequest = { command: 'cxl-mailbox' } & (
  | { id: 'IDENTIFY' | 'GET_PARTITION_INFO' | 'GET_HEALTH_INFO' | 'GET_ALERT_CONFIG' }
  | { id: 'SET_PARTITION_INFO'; volatileSize: number }
  | { id: 'GET_LSA'; offset: number; length: number }
  | { id: 'SET_LSA'; offset: number; data: Uint8Array }
);

/** Reply to a successful ioctl; the fields depend on the command. */
export interface IoctlReply {
  /** Status of the command; 0 is success. */
  status: number;
  size?: number;
  maxTransfer?: number;
  data?: Uint8Array;
  /** Number of bytes cleared; `clearUnit` is the granularity of clearing in bytes. */
  cleared?: number;
  clearUnit?: number;
  /** NFIT device handle of the DIMM that holds an address, and the address within it. */
  device?: { handle: number; dpa: number };
  /** Bad ranges found by a scrub, or injected ones. */
  records?: { address: number; length: number }[];
  /** Capacity fields of a CXL device in bytes, by name. */
  capacity?: Record<string, number>;
}
