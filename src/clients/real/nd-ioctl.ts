/** Ioctls of /dev/ndctlN and /dev/nmemN: the structures of include/uapi/linux/ndctl.h and libndctl-nfit.h. */
import type { IoctlReply, IoctlRequest } from '../../lib/uapi.ts';
import { bytesAt, type Codec, getU32, getU64, iowr, setBytes, setU32, setU64 } from './codec.ts';

const ND_IOCTL = 0x4e;

/** Bytes of a record of ARS status, and of one of an injection status. */
const ARS_RECORD = 24;
const INJECTED_RECORD = 16;
/** Bytes before the records of an ARS status. */
const ARS_HEADER = 48;
/** Largest ARS status that nfit_test reports: as many records as fit in a page. */
const MAX_ARS_OUT = ARS_HEADER + Math.floor(4096 / ARS_RECORD) * ARS_RECORD;

/** Reads `address` and `length`, with which the structures of a bus begin. */
const span = (at: DataView, offset = 0) => ({
  address: getU64(at, offset),
  length: getU64(at, offset + 8),
});

const getConfigSize: Codec = {
  size: 12,
  decode: () => ({ command: 'get-config-size' }),
  encode(at, { status, size = 0, maxTransfer = 0 }) {
    for (const [i, value] of [status, size, maxTransfer].entries()) setU32(at, 4 * i, value);
    return undefined;
  },
};

const getConfigData: Codec = {
  size: 12,
  decode: (at) => ({ command: 'get-config-data', offset: getU32(at, 0), length: getU32(at, 4) }),
  encode(at, { status, data = new Uint8Array() }) {
    setU32(at, 8, status);
    setBytes(at, 12, data);
    return undefined;
  },
};

const setConfigData: Codec = {
  size: 12,
  decode(at) {
    const data = bytesAt(at, 8, getU32(at, 4)).slice();
    return { command: 'set-config-data', offset: getU32(at, 0), data };
  },
  encode(at, { status }) {
    setU32(at, 8 + getU32(at, 4), status);
    return undefined;
  },
};

const arsCap: Codec = {
  size: 32,
  decode: (at) => ({ command: 'ars-cap', ...span(at) }),
  encode(at, { status, clearUnit = 0 }) {
    for (const [i, value] of [status, MAX_ARS_OUT, clearUnit].entries()) setU32(at, 16 + 4 * i, value);
    return undefined;
  },
};

const arsStart: Codec = {
  size: 32,
  decode: (at) => ({ command: 'ars-start', ...span(at) }),
  encode(at, { status }) {
    setU32(at, 24, status);
    setU32(at, 28, 1);
    return undefined;
  },
};

const arsStatus: Codec = {
  size: ARS_HEADER,
  decode: () => ({ command: 'ars-status' }),
  encode(at, { status, records = [] }) {
    const room = Math.floor((at.byteLength - ARS_HEADER) / ARS_RECORD);
    const sent = records.slice(0, room);
    setU32(at, 0, status);
    setU32(at, 4, ARS_HEADER + sent.length * ARS_RECORD);
    setU32(at, 44, sent.length);
    for (const [i, { address, length }] of sent.entries()) {
      setU64(at, ARS_HEADER + i * ARS_RECORD + 8, address);
      setU64(at, ARS_HEADER + i * ARS_RECORD + 16, length);
    }
    return undefined;
  },
};

const clearError: Codec = {
  size: 32,
  decode: (at) => ({ command: 'clear-error', ...span(at) }),
  encode(at, { status, cleared = 0 }) {
    setU32(at, 16, status);
    setU64(at, 24, cleared);
    return undefined;
  },
};

/** Offsets in struct nd_cmd_pkg, which precedes input and output of a function called by number. */
const CALL = { command: 8, sizeIn: 16, fwSize: 60, payload: 64 } as const;
/** NFIT_CMD_* of a bus. */
const NFIT = { translateSpa: 5, injectSet: 7, injectClear: 8, injectGet: 9 } as const;
/** Bit of the options of an injection that makes the platform report it. */
const NOTIFY = 1;

/** A function of the bus; its numbers differ from those of DIMMs. */
function busCall(at: DataView): IoctlRequest | undefined {
  const { payload } = CALL;
  switch (getU32(at, CALL.command)) {
    case NFIT.translateSpa:
      return { command: 'translate-spa', address: getU64(at, payload) };
    case NFIT.injectSet:
      return {
        command: 'inject-error',
        ...span(at, payload),
        notify: (at.getUint8(payload + 16) & NOTIFY) !== 0,
      };
    case NFIT.injectClear:
      return { command: 'uninject-error', ...span(at, payload) };
    case NFIT.injectGet:
      return { command: 'injected-errors' };
    default:
      return undefined;
  }
}

function encodeInjected(at: DataView, out: number, records: NonNullable<IoctlReply['records']>): void {
  const sent = records.slice(0, Math.floor((at.byteLength - out - 8) / INJECTED_RECORD));
  setU32(at, out + 4, sent.length);
  for (const [i, { address, length }] of sent.entries()) {
    setU64(at, out + 8 + i * INJECTED_RECORD, address);
    setU64(at, out + 16 + i * INJECTED_RECORD, length);
  }
}

const CALL_SIZE = CALL.payload + 4;

const callOfBus: Codec = {
  size: CALL_SIZE,
  decode: busCall,
  encode(at, { status, device, records }) {
    const out = CALL.payload + getU32(at, CALL.sizeIn);
    if (at.byteLength < out + 4) return undefined;
    setU32(at, CALL.fwSize, at.byteLength - out);
    setU32(at, out, status);
    if (records !== undefined) encodeInjected(at, out, records);
    if (device === undefined || at.byteLength < out + 36) return undefined;
    setU32(at, out + 16, 1);
    setU32(at, out + 20, device.handle);
    setU64(at, out + 28, device.dpa);
    return undefined;
  },
};

const callOfDimm: Codec = {
  size: CALL_SIZE,
  decode: (at) => ({
    command: 'call',
    method: getU32(at, CALL.command),
    input: bytesAt(at, CALL.payload, getU32(at, CALL.sizeIn)).slice(),
  }),
  encode(at, { data = new Uint8Array() }) {
    const out = CALL.payload + getU32(at, CALL.sizeIn);
    setU32(at, CALL.fwSize, data.length);
    if (at.byteLength > out) setBytes(at, out, data);
    return undefined;
  },
};

/** Ioctls of a DIMM, by number. */
export const DIMM_IOCTLS: ReadonlyMap<number, Codec> = new Map([
  [iowr(ND_IOCTL, 4, 12), getConfigSize],
  [iowr(ND_IOCTL, 5, 12), getConfigData],
  [iowr(ND_IOCTL, 6, 8), setConfigData],
  [iowr(ND_IOCTL, 10, 64), callOfDimm],
]);

/** Ioctls of a bus, by number. */
export const BUS_IOCTLS: ReadonlyMap<number, Codec> = new Map([
  [iowr(ND_IOCTL, 1, 32), arsCap],
  [iowr(ND_IOCTL, 2, 32), arsStart],
  [iowr(ND_IOCTL, 3, 48), arsStatus],
  [iowr(ND_IOCTL, 4, 32), clearError],
  [iowr(ND_IOCTL, 10, 64), callOfBus],
]);
