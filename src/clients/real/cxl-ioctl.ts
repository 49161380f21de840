/** Ioctls of /dev/cxl/memN: the structures of include/uapi/linux/cxl_mem.h and of the mailbox commands. */
import type { CxlMailboxRequest, IoctlReply } from '../../lib/uapi.ts';
import {
  bytesAt,
  type Codec,
  getU32,
  getU64,
  ior,
  iowr,
  setBytes,
  setU32,
  setU64,
  structure,
} from './codec.ts';

const CXL_IOCTL = 0xce;
/** Unit of capacities in mailbox commands: 256 MiB. */
const CAPACITY_UNIT = 2 ** 28;
/** Size of a payload that varies. */
const VARIABLE = 0xffffffff;

/** Offsets in struct cxl_send_command; `end` is where the payload goes in a message. */
const SEND = { id: 0, retval: 12, inSize: 16, outSize: 32, end: 48 } as const;

interface Command {
  /** CXL_MEM_COMMAND_ID_*. */
  id: number;
  sizeIn: number;
  sizeOut: number;
  decode(payload: DataView): CxlMailboxRequest;
  encode(reply: IoctlReply): Uint8Array;
}

const capacities = (reply: IoctlReply, names: readonly string[]): number[] =>
  names.map((name) => (reply.capacity?.[name] ?? 0) / CAPACITY_UNIT);

const nothing = (): Uint8Array => new Uint8Array();

const COMMANDS: readonly Command[] = [
  {
    id: 1,
    sizeIn: 0,
    sizeOut: 0x43,
    decode: () => ({ command: 'cxl-mailbox', id: 'IDENTIFY' }),
    encode: (reply) =>
      structure(0x43, (at) => {
        const names = ['total', 'volatileOnly', 'persistentOnly', 'partitionAlign'];
        for (const [i, value] of capacities(reply, names).entries()) setU64(at, 16 + 8 * i, value);
        setU32(at, 56, reply.size ?? 0);
      }),
  },
  {
    id: 5,
    sizeIn: 0,
    sizeOut: 0x20,
    decode: () => ({ command: 'cxl-mailbox', id: 'GET_PARTITION_INFO' }),
    encode: (reply) =>
      structure(0x20, (at) => {
        const names = ['activeVolatile', 'activePersistent', 'nextVolatile', 'nextPersistent'];
        for (const [i, value] of capacities(reply, names).entries()) setU64(at, 8 * i, value);
      }),
  },
  {
    id: 6,
    sizeIn: 8,
    sizeOut: VARIABLE,
    decode: (at) => ({ command: 'cxl-mailbox', id: 'GET_LSA', offset: getU32(at, 0), length: getU32(at, 4) }),
    encode: ({ data = nothing() }) => data,
  },
  {
    id: 9,
    sizeIn: 0xa,
    sizeOut: 0,
    decode: (at) => ({
      command: 'cxl-mailbox',
      id: 'SET_PARTITION_INFO',
      volatileSize: getU64(at, 0) * CAPACITY_UNIT,
    }),
    encode: nothing,
  },
  {
    id: 10,
    sizeIn: VARIABLE,
    sizeOut: 0,
    decode: (at) => ({
      command: 'cxl-mailbox',
      id: 'SET_LSA',
      offset: getU32(at, 0),
      data: bytesAt(at, 8).slice(),
    }),
    encode: nothing,
  },
];

/** Bytes of an input payload that each command needs at least. */
const least = ({ sizeIn }: Command): number => (sizeIn === VARIABLE ? 8 : Math.min(sizeIn, 9));

const commandOf = (at: DataView): Command | undefined =>
  COMMANDS.find(({ id }) => id === getU32(at, SEND.id));

const sendCommand: Codec = {
  size: SEND.end,
  decode(at) {
    const command = commandOf(at);
    const payload = bytesAt(at, SEND.end, getU32(at, SEND.inSize)).slice();
    if (command === undefined || payload.length < least(command)) return undefined;
    return command.decode(new DataView(payload.buffer));
  },
  encode(at, reply) {
    const output = reply.status === 0 ? (commandOf(at)?.encode(reply) ?? nothing()) : nothing();
    const size = Math.min(output.length, getU32(at, SEND.outSize));
    return structure(SEND.end + size, (out) => {
      setBytes(out, 0, bytesAt(at, 0, SEND.end));
      setU32(out, SEND.retval, reply.status);
      setU32(out, SEND.outSize, size);
      setBytes(out, SEND.end, output);
    });
  },
};

/** Bytes of an entry of CXL_MEM_QUERY_COMMANDS. */
const INFO = 16;

/** The reply to a query: the number of commands, or as many of them as the request has room for. */
export function queryCommands(at: DataView): Uint8Array {
  const asked = getU32(at, 0);
  const sent = asked === 0 ? [] : COMMANDS.slice(0, asked);
  return structure(8 + sent.length * INFO, (out) => {
    setU32(out, 0, asked === 0 ? COMMANDS.length : sent.length);
    for (const [i, { id, sizeIn, sizeOut }] of sent.entries())
      for (const [field, value] of [id, 0, sizeIn, sizeOut].entries())
        setU32(out, 8 + i * INFO + 4 * field, value);
  });
}

/** CXL_MEM_QUERY_COMMANDS, which needs no device. */
export const CXL_QUERY = ior(CXL_IOCTL, 1, 8);

/** Ioctls of a CXL memory device, by number. */
export const MEMDEV_IOCTLS: ReadonlyMap<number, Codec> = new Map([[iowr(CXL_IOCTL, 2, 48), sendCommand]]);
