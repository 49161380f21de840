/** File interface that forwards every call unchanged and reports it to a watcher. */
import type { ErrnoName } from '../lib/errno.ts';
import { type Failure, type Files, failed, pathOf } from './files.ts';

/** A call with its arguments. */
export interface FileCall {
  op: keyof Files;
  /** Path, or name of the module for `loadModule` and `unloadModule`. */
  path: string;
  /** Text of a `write`, command of an `ioctl`. */
  text?: string;
  /** Offset and number of bytes read or written. */
  span?: { offset: number; length: number };
}

/** Notified before each call and after it returned or threw. */
export interface FileWatcher {
  before(call: FileCall): void;
  /** @param text result of a `read` */
  after(failure: ErrnoName | undefined, text?: string): void;
}

/** Wraps `files` to report its calls. */
export function recordingFiles(files: Files, watcher: FileWatcher): Files {
  const watched = <T>(call: FileCall, act: () => T | Failure): T | Failure => {
    watcher.before(call);
    let result: T | Failure | undefined;
    try {
      result = act();
      return result;
    } finally {
      const failure = result !== undefined && failed(result) ? result.error : undefined;
      watcher.after(failure, typeof result === 'string' ? result : undefined);
    }
  };
  return {
    read: (path, name) => watched({ op: 'read', path: pathOf(path, name) }, () => files.read(path, name)),
    write: (path, text) => watched({ op: 'write', path, text }, () => files.write(path, text)),
    events: (path) => files.events(path),
    list: (path, prefix) => watched({ op: 'list', path }, () => files.list(path, prefix)),
    stat: (path, name) => files.stat(path, name),
    readlink: (path) => watched({ op: 'readlink', path }, () => files.readlink(path)),
    realpath: (path) => watched({ op: 'realpath', path }, () => files.realpath(path)),
    readBytes: (path, offset, length, direct) =>
      watched({ op: 'readBytes', path, span: { offset, length } }, () =>
        files.readBytes(path, offset, length, direct),
      ),
    writeBytes: (path, offset, data, direct) =>
      watched({ op: 'writeBytes', path, span: { offset, length: data.length } }, () =>
        files.writeBytes(path, offset, data, direct),
      ),
    ioctl: (path, request) =>
      watched({ op: 'ioctl', path, text: request.command }, () => files.ioctl(path, request)),
    loadModule: (name) => watched({ op: 'loadModule', path: name }, () => files.loadModule(name)),
    unloadModule: (name) => watched({ op: 'unloadModule', path: name }, () => files.unloadModule(name)),
    openExclusive: (path) => watched({ op: 'openExclusive', path }, () => files.openExclusive(path)),
  };
}
