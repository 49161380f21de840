/** The disks of the machine as block devices for a command, where the host lets them be made. */
import { type DiskPlaces, withDisks } from '../../../clients/block/disks.ts';
import { lacksLoops, openLoops } from '../../../clients/block/loops.ts';
import { HOST_DEV, OWN_FOLDER } from '../../../clients/exec/scripts.ts';
import type { FileTree } from '../../../clients/fuse/tree.ts';
import type { Files } from '../../../wall/files.ts';
import { type Session, say } from '../../session/session.ts';

export interface DiskDevices {
  tree: FileTree;
  /** The namespace exists. */
  started(root: string): void;
  /** Detaches all devices. */
  ended(): Promise<void>;
}

/** `tree` with block devices; without root or loop devices, the disks stay files. */
export function diskDevices(session: Session, tree: FileTree, files: () => Files): DiskDevices {
  if (lacksLoops() !== undefined) return { tree, started: () => {}, ended: () => Promise.resolve() };
  const loops = openLoops();
  let root = '';
  const places: DiskPlaces = {
    folder: `${OWN_FOLDER}/disk`,
    hostDevices: `${OWN_FOLDER}/${HOST_DEV}`,
    root: () => root,
    loops,
    refused: (name, reason) => say(session, `exec: ${name} is no block device: ${reason}`),
  };
  return {
    tree: withDisks(tree, files, places),
    started(path) {
      root = path;
    },
    ended: () => loops.end(),
  };
}
