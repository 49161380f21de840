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
  parseName,
  parseOpenFlags,
  parseTransfer,
  type Request,
  statfsOut,
  writeOut,
} from './protocol.ts';
import type { EntryKind, EntryStat, FileTree, OpenFile, Wanted } from './tree.ts';

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

type Handler = (request: Request, path: string) => Answer | Promise<Answer>;

class Handlers {
  readonly #tree: FileTree;
  readonly #nodes: Nodes = newNodes();
  readonly #files = new Map<number, OpenFile>();
  readonly #folders = new Map<number, Dirent[]>();
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
    [OPCODE.READ]: ({ body }) => this.#read(body),
    [OPCODE.WRITE]: ({ body }) => this.#write(body),
    [OPCODE.RELEASE]: ({ body }) => this.#release(parseHandle(body)),
    [OPCODE.OPENDIR]: (_request, path) => this.#openFolder(path),
    [OPCODE.READDIR]: ({ body }) => this.#readFolder(body),
    [OPCODE.RELEASEDIR]: ({ body }) => {
      this.#folders.delete(parseHandle(body));
      return Buffer.alloc(0);
    },
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

  /** Answers a request; undefined for one that gets no reply. */
  async answer(request: Request): Promise<Answer | undefined> {
    const { opcode, node } = request;
    if (opcode === OPCODE.FORGET || opcode === OPCODE.BATCH_FORGET) {
      for (const [id, count] of parseForget(request)) this.#nodes.forget(id, count);
      return undefined;
    }
    if (opcode === OPCODE.INTERRUPT) return undefined;
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

  async #read(body: Buffer): Promise<Answer> {
    const { handle, offset, size } = parseTransfer(body);
    const data: Uint8Array | Failure | undefined = await this.#files.get(handle)?.read(offset, size);
    if (data === undefined) return ERRNO.EBADF;
    return failed(data) ? errnoOf(data) : data;
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

/** A function that answers the requests of one mount. */
export function answersFrom(tree: FileTree): (request: Request) => Promise<Answer | undefined> {
  const handlers = new Handlers(tree);
  return (request) => handlers.answer(request);
}
