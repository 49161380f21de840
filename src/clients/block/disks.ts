/**
 * Disks of the machine as block devices: /dev/pmemN is a link to a loop device over a file of the tree that
 * holds the disk's data. The device is attached when the link is first followed, and again after the disk was
 * replaced. Where that fails, the link points to the file.
 */
import { type Files, failed } from '../../wall/files.ts';
import type { EntryStat, FileTree, OpenFile } from '../fuse/tree.ts';
import { withHidden } from '../fuse/tree.ts';
import type { Loops } from './loops.ts';

const DISK = /^\/dev\/(pmem[\da-z.]+)$/;
/** Default of /sys/block/NAME/queue/logical_block_size. */
const SECTOR = 512;

/** Paths of files and devices, and the reaction to a device that cannot be attached. */
export interface DiskPlaces {
  /** Folder of the tree that shows the data of each disk as a file. */
  folder: string;
  /** Folder with the nodes of the host's loop devices. */
  hostDevices: string;
  /** Root folder of the namespace as the host sees it. */
  root(): string;
  loops: Loops;
  /** Called with the name of a disk that stays a file, and the reason. */
  refused(name: string, reason: string): void;
}

interface Attached {
  /** Identity of the attached disk: another disk of the same name has another text. */
  disk: string;
  /** Target of the link. */
  target: Promise<string>;
  loop?: string;
}

/** Device path, size and sector size of a disk, which identify it among disks of the same name. */
function diskText(files: Files, name: string): { text: string; size: number; sector: number } | undefined {
  const size = files.ioctl(`/dev/${name}`, { command: 'blkgetsize64' });
  if (failed(size)) return undefined;
  const sector = Number(files.read(`/sys/block/${name}/queue/logical_block_size`)) || SECTOR;
  const device = files.readlink(`/sys/block/${name}`);
  return { text: `${String(device)} ${size.size} ${sector}`, size: size.size ?? 0, sector };
}

const openData = (files: () => Files, path: string): OpenFile => ({
  kind: 'direct',
  // The page cache is that of the loop device.
  read: (offset, size) => files().readBytes(path, offset, size, true),
  write: (offset, data) => files().writeBytes(path, offset, data, true) ?? data.length,
});

/** The data of the disks, as files of a folder. */
function dataTree(files: () => Files): FileTree {
  return {
    stat(path): EntryStat | undefined {
      if (path === '') return { kind: 'dir', mode: 0o700, size: 0, valid: 0 };
      const disk = diskText(files(), path.slice(1));
      return disk && { kind: 'file', mode: 0o600, size: disk.size, valid: 0 };
    },
    list: () => [],
    readlink: () => ({ error: 'EINVAL' }),
    open: (path) => openData(files, `/dev${path}`),
  };
}

/** `tree` with the machine's disks as block devices. */
export function withDisks(tree: FileTree, files: () => Files, places: DiskPlaces): FileTree {
  const { folder, hostDevices, loops, root, refused } = places;
  const attached = new Map<string, Attached>();

  function attach(name: string, text: string, sector: number): Attached {
    const file = `${folder}/${name}`;
    const entry: Attached = { disk: text, target: Promise.resolve(file) };
    entry.target = loops.attach(`${root()}${file}`, sector).then((made) => {
      if ('refused' in made) {
        refused(name, made.refused);
        return file;
      }
      entry.loop = made.name;
      return `${hostDevices}/${made.name}`;
    });
    return entry;
  }

  function targetOf(name: string): Promise<string> | undefined {
    const disk = diskText(files(), name);
    const old = attached.get(name);
    if (old !== undefined && disk?.text === old.disk) return old.target;
    if (old?.loop !== undefined) loops.detach(old.loop);
    attached.delete(name);
    if (disk === undefined) return undefined;
    const entry = attach(name, disk.text, disk.sector);
    attached.set(name, entry);
    return entry.target;
  }

  const nameOf = (path: string): string | undefined => DISK.exec(path)?.[1];
  const data = withHidden(tree, folder, dataTree(files));
  return {
    ...data,
    stat(path) {
      const stat = data.stat(path);
      const isDisk = stat !== undefined && nameOf(path) !== undefined;
      return isDisk ? { kind: 'link', mode: 0o777, size: 0, valid: 0 } : stat;
    },
    readlink(path) {
      const name = nameOf(path);
      return (name === undefined ? undefined : targetOf(name)) ?? data.readlink(path);
    },
  };
}
