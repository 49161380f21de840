/** Answers to the requests of the FUSE device, from a tree of files. */
import { ERRNO, type ErrnoName } from '../../lib/errno.ts';
import { type Failure, failed } from '../../wall/files.ts';
import { type Nodes, newNodes } from './nodes.ts';
import {
  type Attributes,
  attrOut,
  changesMode,
  type Dirent,
  direntsOut,
  entryOut,
  initOut,
  MAX_WRITE,
  OPCODE,
  OPEN_DIRECT,
  OPEN_KEEP_CACHE,
  OPEN_STREAM,
  openOut,
  parseForget,
  parseHandle,
  parseInterrupt,
  parseName,
  parseOpenFlags,
  parsePoll,
  parseTransfer,
  pollOut,
  type Request,
  statfsOut,
  writeOut,
} from './protocol.ts';
import type { BlockedRead, EntryKind, EntryStat, FileTree, OpenFile, Wanted } from './tree.ts';

/** Function that is not implemented: the kernel does without it from then on. */
const ENOSYS = 38;
const ESTALE = 116;

/** File type bits of a mode. */
const TYPE: Record<EntryKind, number> = { char: 0o020000, dir: 0o040000, file: 0o100000, link: 0o120000 };
/** A node number for entries that the kernel has not looked up: FUSE_UNKNOWN_INO. */
const UNKNOWN_NODE = 0xffffffff;

const OPEN_FLAGS: Record<OpenFile['kind'], number> = {
  direct: OPEN_DIRECT,
  cached: OPEN_KEEP_CACHE,
  stream: OPEN_DIRECT + OPEN_STREAM,
};

/** Result of a request: the body of the reply, or a positive errno. */
export type Answer = Uint8Array | number;

/** An answer that other requests do not wait for. */
export interface LateAnswer {
  late: Promise<Answer>;
}

/** The server's side of one mount. */
export interface Answers {
  /** Answers a request; undefined for one that gets no reply. */
  answer(request: Request): Promise<Answer | LateAnswer | undefined>;
  /** The kernel's handles of files that somebody polls and that were notified since the last call. */
  notified(): bigint[];
  /** The file system is unmounted: late answers end, and open files are closed. */
  end(): void;
}

const errnoOf = ({ error }: { error: ErrnoName }): number => ERRNO[error];
const attributesOf = ({ kind, mode, size, device }: EntryStat): Attributes => ({
  mode: TYPE[kind] + mode,
  size,
  device,
});

/** O_DIRECT of x86; the numbers of other architectures differ. */
const O_DIRECT = 0o40000;

/** O_ACCMODE and O_DIRECT of open flags. */
function wantedOf(flags: number): Wanted {
  const access = flags & 3;
  return { read: access !== 1, write: access !== 0, direct: (flags & O_DIRECT) !== 0 };
}

type Handled = Answer | LateAnswer;
type Handler = (request: Request, path: string) => Handled | Promise<Handled>;

class Handlers implements Answers {
  readonly #tree: FileTree;
  readonly #nodes: Nodes = newNodes();
  readonly #files = new Map<number, OpenFile>();
  readonly #folders = new Map<number, Dirent[]>();
  /** Reads that wait, by the number of their request. */
  readonly #blocked = new Map<bigint, BlockedRead>();
  /** Files that are polled: the kernel's handle by the server's. */
  readonly #polled = new Map<number, bigint>();
  #last = 0;

  constructor(tree: FileTree) {
    this.#tree = tree;
  }

  readonly #table: Record<number, Handler> = {
    [OPCODE.INIT]: () => initOut(),
    [OPCODE.STATFS]: () => statfsOut(),
    [OPCODE.LOOKUP]: ({ body }, path) => this.#lookup(`${path}/${parseName(body)}`),
    [OPCODE.GETATTR]: ({ node }, path) => this.#attributes(node, path),
    [OPCODE.SETATTR]: ({ node, body }, path) =>
      changesMode(body) ? ERRNO.EPERM : this.#attributes(node, path),
    [OPCODE.READLINK]: async (_request, path) => {
      const text = await this.#tree.readlink(path);
      return failed(text) ? errnoOf(text) : Buffer.from(text);
    },
    [OPCODE.OPEN]: ({ body }, path) => this.#open(path, wantedOf(parseOpenFlags(body))),
    [OPCODE.READ]: ({ unique, body }) => this.#read(unique, body),
    [OPCODE.WRITE]: ({ body }) => this.#write(body),
    [OPCODE.RELEASE]: ({ body }) => this.#release(parseHandle(body)),
    [OPCODE.OPENDIR]: (_request, path) => this.#openFolder(path),
    [OPCODE.READDIR]: ({ body }) => this.#readFolder(body),
    [OPCODE.RELEASEDIR]: ({ body }) => {
      this.#folders.delete(parseHandle(body));
      return Buffer.alloc(0);
    },
    [OPCODE.POLL]: ({ body }) => this.#poll(body),
    [OPCODE.FLUSH]: () => Buffer.alloc(0),
    [OPCODE.FSYNC]: () => Buffer.alloc(0),
    [OPCODE.FSYNCDIR]: () => Buffer.alloc(0),
    [OPCODE.DESTROY]: () => Buffer.alloc(0),
    [OPCODE.CREATE]: () => ERRNO.EACCES,
    [OPCODE.MKNOD]: () => ERRNO.EACCES,
    ...Object.fromEntries(
      ['MKDIR', 'UNLINK', 'RMDIR', 'SYMLINK', 'LINK', 'RENAME', 'RENAME2'].map((name) => [
        OPCODE[name as keyof typeof OPCODE],
        () => ERRNO.EPERM,
      ]),
    ),
  };

  async answer(request: Request): Promise<Handled | undefined> {
    const { opcode, node } = request;
    if (opcode === OPCODE.FORGET || opcode === OPCODE.BATCH_FORGET) {
      for (const [id, count] of parseForget(request)) this.#nodes.forget(id, count);
      return undefined;
    }
    if (opcode === OPCODE.INTERRUPT) {
      this.#blocked.get(parseInterrupt(request.body))?.interrupt();
      return undefined;
    }
    const handler = this.#table[opcode];
    if (handler === undefined) return ENOSYS;
    const path = node === 0 ? '' : this.#nodes.pathOf(node);
    return path === undefined ? ESTALE : handler(request, path);
  }

  #lookup(path: string): Answer {
    const stat = this.#tree.stat(path);
    if (stat === undefined) return ERRNO.ENOENT;
    return entryOut(this.#nodes.found(path, TYPE[stat.kind]), attributesOf(stat), stat.valid);
  }

  #attributes(node: number, path: string): Answer {
    const stat = this.#tree.stat(path);
    return stat === undefined ? ERRNO.ENOENT : attrOut(node, attributesOf(stat), stat.valid);
  }

  #open(path: string, wanted: Wanted): Answer {
    const file = this.#tree.open(path, wanted);
    if (failed(file)) return errnoOf(file);
    this.#files.set(++this.#last, file);
    return openOut(this.#last, OPEN_FLAGS[file.kind]);
  }

  notified(): bigint[] {
    const due = [...this.#polled].filter(([handle]) => this.#isNotified(handle));
    for (const [handle] of due) this.#polled.delete(handle);
    return due.map(([, kernelHandle]) => kernelHandle);
  }

  end(): void {
    for (const read of this.#blocked.values()) read.interrupt();
    for (const handle of this.#files.keys()) this.#release(handle);
  }

  #isNotified(handle: number): boolean {
    return this.#files.get(handle)?.isNotified?.() ?? false;
  }

  #poll(body: Buffer): Answer {
    const { handle, kernelHandle } = parsePoll(body);
    const isNotified = this.#isNotified(handle);
    if (kernelHandle !== undefined && !isNotified) this.#polled.set(handle, kernelHandle);
    return pollOut(isNotified);
  }

  async #read(unique: bigint, body: Buffer): Promise<Handled> {
    const { handle, offset, size } = parseTransfer(body);
    const result = await this.#files.get(handle)?.read(offset, size);
    if (result === undefined) return ERRNO.EBADF;
    const settled = (data: Uint8Array | Failure): Answer => (failed(data) ? errnoOf(data) : data);
    if (!('interrupt' in result)) return settled(result);
    this.#blocked.set(unique, result);
    const late = result.data.then((data) => {
      this.#blocked.delete(unique);
      return settled(data);
    });
    return { late };
  }

  async #write(body: Buffer): Promise<Answer> {
    const { handle, offset, size, data } = parseTransfer(body);
    // The kernel's buffer is used again for the next request.
    const taken = await this.#files.get(handle)?.write(offset, Buffer.from(data.subarray(0, size)));
    if (taken === undefined) return ERRNO.EBADF;
    return typeof taken === 'number' ? writeOut(Math.min(taken, MAX_WRITE)) : errnoOf(taken);
  }

  #release(handle: number): Answer {
    this.#files.get(handle)?.close?.();
    this.#polled.delete(handle);
    this.#files.delete(handle);
    return Buffer.alloc(0);
  }

  #openFolder(path: string): Answer {
    const names = this.#tree.list(path);
    if (failed(names)) return errnoOf(names);
    const entries = names.flatMap((name): Dirent[] => {
      const child = `${path}/${name}`;
      const stat = this.#tree.stat(child);
      if (stat === undefined) return [];
      const type = TYPE[stat.kind];
      return [{ name, type, node: this.#nodes.idOf(child, type) ?? UNKNOWN_NODE }];
    });
    const dots = ['.', '..'].map((name) => ({ name, type: TYPE.dir, node: UNKNOWN_NODE }));
    this.#folders.set(++this.#last, [...dots, ...entries]);
    return openOut(this.#last, 0);
  }

  #readFolder(body: Buffer): Answer {
    const { handle, offset, size } = parseTransfer(body);
    const entries = this.#folders.get(handle);
    return entries === undefined ? ERRNO.EBADF : direntsOut(entries, offset, size);
  }
}

/** Answers the requests of one mount. */
export const answersFrom = (tree: FileTree): Answers => new Handlers(tree);
