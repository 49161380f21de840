/**
 * The machine's /sys, /proc and /dev as a plain tree on the host, for real tools under a mount namespace or
 * with `--sysroot`. A plain tree cannot fail a read: attributes whose read fails on the machine are left out.
 * Device nodes are empty files, since a real node would open a device of the host: enough for tools that test
 * whether a node exists. libdaxctl looks in /sys for the bus of a node's number, which is 0:0 for a file.
 */
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { kernfsLink } from '../lib/kernfs-link.ts';
import { type Files, failed, pathOf } from '../wall/files.ts';

interface Exported {
  files: number;
  links: number;
  /** Paths of attributes that cannot be read, in the order of the tree. */
  unreadable: string[];
}

const TOPS = ['/sys', '/proc', '/dev'];
/** Mode of the empty file that stands for a device node. */
const NODE_MODE = 0o600;

const DAX_NODE = /^\/dev\/dax\d+\.\d+$/;
const DAX_BUS = '/sys/bus/dax';
/** The entry of the device number that stat() gives for a plain file. */
const NUMBER_OF_FILES = '/sys/dev/char/0:0';

/** Write permission bits alone: an attribute that is only written. */
const isWriteOnly = (mode: number): boolean => Math.floor(mode / 0o400) % 2 === 0;

/** Owner bits that keep a directory usable for the one who exports. */
const DIRECTORY_MODE = 0o755;

class Exporter {
  readonly counts: Exported = { files: 0, links: 0, unreadable: [] };
  readonly #files: Files;
  readonly #target: string;

  constructor(files: Files, target: string) {
    this.#files = files;
    this.#target = target;
  }

  /** Exports what lies at `path` of the machine. */
  node(path: string): void {
    const stat = this.#files.stat(path);
    if (stat === undefined) return;
    if (stat.kind === 'device') this.#deviceNode(path);
    else if (stat.kind === 'dir') this.#directory(path);
    else if (stat.kind === 'link') this.#link(path);
    else this.#file(path, stat.mode);
  }

  #deviceNode(path: string): void {
    writeFileSync(this.#host(path), '', { flag: 'wx', mode: NODE_MODE });
    if (!DAX_NODE.test(path)) return;
    const numbered = this.#host(NUMBER_OF_FILES);
    mkdirSync(numbered, { recursive: true, mode: DIRECTORY_MODE });
    if (!existsSync(join(numbered, 'subsystem')))
      symlinkSync(relative(NUMBER_OF_FILES, DAX_BUS), join(numbered, 'subsystem'));
  }

  #host(path: string): string {
    return join(this.#target, ...path.split('/').filter((name) => name !== '' && name !== '..'));
  }

  #directory(path: string): void {
    mkdirSync(this.#host(path), { mode: DIRECTORY_MODE });
    const names = this.#files.list(path);
    if (failed(names)) return;
    for (const name of names) this.node(pathOf(path, name));
  }

  #link(path: string): void {
    const target = this.#files.readlink(path);
    if (failed(target)) return;
    symlinkSync(kernfsLink(path, target), this.#host(path));
    this.counts.links++;
  }

  #file(path: string, mode: number): void {
    const text = isWriteOnly(mode) ? '' : this.#files.read(path);
    if (failed(text)) {
      this.counts.unreadable.push(path);
      return;
    }
    const host = this.#host(path);
    writeFileSync(host, text, { flag: 'wx' });
    chmodSync(host, mode);
    this.counts.files++;
  }
}

/**
 * Writes the files of a machine below a folder of the host.
 *
 * @param target an empty folder that exists
 */
export function exportTree(files: Files, target: string): Exported {
  const exporter = new Exporter(files, target);
  for (const top of TOPS) exporter.node(top);
  return exporter.counts;
}
