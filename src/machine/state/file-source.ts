/** The bytes of an open file, read when they are needed. */
import { closeSync, readSync } from 'node:fs';
import { guarded } from './guarded.ts';
import { refuser, WAY_OUT } from './header.ts';
import type { Source } from './lazy/source.ts';

/** Closes the files of sources that are no longer used. */
const registry = new FinalizationRegistry<number>((fd) => closeSync(fd));

/** Room for one view, at least. */
const ROOM = 65536;
/** It stays from view to view, since the system takes long to provide new memory. */
let room = Buffer.alloc(0);

/**
 * The source of an open file, which closes it in the end. The bytes of a file stay when another one replaces it
 * under its name. An error of a system call becomes a refusal that names the `path`.
 */
export function fileSource(fd: number, path: string): Source {
  const read = (at: number, into: Buffer): void => {
    for (let done = 0; done < into.length; ) {
      const count = guarded(path, () => readSync(fd, into, done, into.length - done, at + done));
      if (count === 0) throw refuser(path)(`damaged (it became shorter while it was read); ${WAY_OUT}`);
      done += count;
    }
  };
  const source: Source = {
    view(at, length) {
      if (room.length < length) room = Buffer.allocUnsafeSlow(Math.max(length, ROOM));
      const bytes = room.subarray(0, length);
      read(at, bytes);
      return bytes;
    },
    copy: (at, length, into, start) => read(at, into.subarray(start, start + length)),
  };
  registry.register(source, fd);
  return source;
}
