/**
 * The machine's /sys, /proc and /dev for a FUSE server: attributes with their modes, links, device nodes as files.
 * Nodes of dax devices, which cannot be read, are character devices.
 */
import { kernfsLink } from '../../lib/kernfs-link.ts';
import { type Failure, type FileStat, type Files, failed } from '../../wall/files.ts';
import type { DeviceNumber } from './protocol.ts';
import type { EntryStat, FileTree, OpenFile, Wanted } from './tree.ts';

/** Size of an attribute in stat(): a page, as sysfs has it. */
const PAGE = 4096;
const OWNER_READ = 0o400;
const OWNER_WRITE = 0o200;
/** `0o600`: libndctl reads and writes nodes as root. */
const NODE_MODE = 0o600;

const allows = (mode: number, bit: number): boolean => Math.floor(mode / bit) % 2 === 1;

function sizeOf(files: Files, path: string, { kind }: FileStat): number {
  if (kind === 'device') {
    const reply = files.ioctl(path, { command: 'blkgetsize64' });
    return failed(reply) ? 0 : (reply.size ?? 0);
  }
  return kind === 'file' && path.startsWith('/sys/') ? PAGE : 0;
}

/** Number of /dev/daxN.M, by which libdaxctl finds the bus of a device. */
function daxNumber(files: Files, path: string): DeviceNumber | undefined {
  const [, name] = /^\/dev\/(dax[\d.]+)$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  const texts = ['/sys/bus/dax/devices', '/sys/class/dax'].map((folder) =>
    files.read(`${folder}/${name}/dev`),
  );
  const text = texts.find((found) => !failed(found));
  if (typeof text !== 'string') return undefined;
  const [major = 0, minor = 0] = text.split(':').map(Number);
  return { major, minor };
}

function entryOf(files: Files, path: string, stat: FileStat): EntryStat {
  const size = sizeOf(files, path, stat);
  if (stat.kind === 'device') {
    const device = daxNumber(files, path);
    if (device !== undefined) return { kind: 'char', mode: NODE_MODE, size, device, valid: 0 };
    return { kind: 'file', mode: NODE_MODE, size, valid: 0 };
  }
  return { kind: stat.kind, mode: stat.mode, size, valid: 0 };
}

/** An attribute: a read at offset 0 calls the show function, later ones continue in the same text. */
function openAttribute(files: () => Files, path: string): OpenFile {
  let text: Buffer | undefined;
  // As in kernfs, an attribute that was not read yet counts as notified.
  let seen: number | undefined;
  const events = (): number => {
    const count = files().events(path);
    return failed(count) ? 0 : count;
  };
  return {
    kind: 'direct',
    isNotified: () => events() !== seen,
    read(offset, size) {
      if (offset === 0 || text === undefined) {
        seen = events();
        const shown = files().read(path);
        if (failed(shown)) return shown;
        text = Buffer.from(shown);
      }
      return text.subarray(offset, offset + size);
    },
    write(_offset, data) {
      // A store function gets a C string; libndctl writes the zero byte at its end too.
      const [text = ''] = Buffer.from(data).toString().split('\0', 1);
      return files().write(path, text) ?? data.length;
    },
  };
}

const openDevice = (files: () => Files, path: string, direct: boolean): OpenFile => ({
  kind: 'direct',
  read: (offset, size) => files().readBytes(path, offset, size, direct),
  write: (offset, data) => files().writeBytes(path, offset, data, direct) ?? data.length,
});

/** sysfs refuses an open that its mode bits do not allow to anybody, root included. */
function refused({ kind, mode }: FileStat, { read, write }: Wanted): Failure | undefined {
  if (kind === 'dir') return { error: 'EISDIR' };
  if (kind !== 'file') return undefined;
  const isAllowed = (!read || allows(mode, OWNER_READ)) && (!write || allows(mode, OWNER_WRITE));
  return isAllowed ? undefined : { error: 'EACCES' };
}

/**
 * The files of a machine as they are at each call.
 *
 * @param files the files of the kernel that runs: another one after a reboot
 */
export function machineTree(files: () => Files): FileTree {
  return {
    stat(path) {
      const stat = files().stat(path === '' ? '/' : path);
      return stat && entryOf(files(), path, stat);
    },
    list: (path) => files().list(path === '' ? '/' : path),
    readlink(path) {
      const target = files().readlink(path);
      return failed(target) ? target : kernfsLink(path, target);
    },
    open(path, wanted) {
      const stat = files().stat(path);
      if (stat === undefined) return { error: 'ENOENT' };
      const failure = refused(stat, wanted);
      if (failure !== undefined) return failure;
      return stat.kind === 'device' ? openDevice(files, path, wanted.direct) : openAttribute(files, path);
    },
  };
}
