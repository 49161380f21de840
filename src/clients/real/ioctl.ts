/** Calls of a process on the machine's control nodes, in the form in which the preloaded library sends them. */
import { ERRNO } from '../../lib/errno.ts';
import { type Files, failed } from '../../wall/files.ts';
import type { Codec } from './codec.ts';
import { CXL_QUERY, MEMDEV_IOCTLS, queryCommands } from './cxl-ioctl.ts';
import { BUS_IOCTLS, DIMM_IOCTLS } from './nd-ioctl.ts';

/** Outcome of a call: 0 or a negative errno, and the structure for the process. */
export interface CallResult {
  result: number;
  data: Uint8Array;
}

/** A kind of node: its path, the folders that may have its device, and its ioctls. */
interface NodeKind {
  path: RegExp;
  devices: readonly string[];
  ioctls: ReadonlyMap<number, Codec>;
}

const KINDS: readonly NodeKind[] = [
  { path: /^\/dev\/(ndctl\d+)$/, devices: ['/sys/class/nd'], ioctls: BUS_IOCTLS },
  { path: /^\/dev\/(nmem\d+)$/, devices: ['/sys/bus/nd/devices'], ioctls: DIMM_IOCTLS },
  { path: /^\/dev\/cxl\/(mem\d+)$/, devices: ['/sys/bus/cxl/devices'], ioctls: MEMDEV_IOCTLS },
  // Device-dax has no ioctls; libdaxctl reads its device numbers.
  {
    path: /^\/dev\/(dax\d+\.\d+)$/,
    devices: ['/sys/bus/dax/devices', '/sys/class/dax'],
    ioctls: new Map(),
  },
];

const failure = (errno: number): CallResult => ({ result: -errno, data: new Uint8Array() });

function kindOf(path: string): { kind: NodeKind; name: string } | undefined {
  for (const kind of KINDS) {
    const name = kind.path.exec(path)?.[1];
    if (name !== undefined) return { kind, name };
  }
  return undefined;
}

/** Opens a node: the reply holds its major and minor number. Fails with ENOENT. */
export function openNode(files: Files, path: string): CallResult {
  const node = kindOf(path);
  if (node === undefined || files.stat(path) === undefined) return failure(ERRNO.ENOENT);
  const texts = node.kind.devices.map((folder) => files.read(`${folder}/${node.name}/dev`));
  const dev = texts.find((text) => typeof text === 'string');
  const numbers = /^(\d+):(\d+)/.exec(dev ?? '');
  if (numbers === null) return failure(ERRNO.ENOENT);
  return { result: 0, data: new Uint8Array(Uint32Array.of(Number(numbers[1]), Number(numbers[2])).buffer) };
}

/**
 * Runs an ioctl on an open node. Fails with ENOTTY for an unknown number and EFAULT for a structure that is
 * too short, else as the machine's kernel does.
 *
 * @param input structure of the ioctl, with the length in its fields
 */
export function nodeIoctl(files: Files, path: string, number: number, input: Uint8Array): CallResult {
  const codec = kindOf(path)?.kind.ioctls.get(number);
  const at = new DataView(Uint8Array.from(input).buffer);
  if (number === CXL_QUERY && path.startsWith('/dev/cxl/') && input.length >= 8)
    return { result: 0, data: queryCommands(at) };
  if (codec === undefined) return failure(ERRNO.ENOTTY);
  if (input.length < codec.size) return failure(ERRNO.EFAULT);
  try {
    return run(files, path, codec, at);
  } catch (error) {
    // A length within the structure leads beyond its end.
    if (error instanceof RangeError) return failure(ERRNO.EFAULT);
    throw error;
  }
}

function run(files: Files, path: string, codec: Codec, at: DataView<ArrayBuffer>): CallResult {
  const request = codec.decode(at);
  if (request === undefined) return failure(ERRNO.ENOTTY);
  const reply = files.ioctl(path, request);
  if (failed(reply)) return failure(ERRNO[reply.error]);
  return { result: 0, data: codec.encode(at, reply) ?? new Uint8Array(at.buffer) };
}
