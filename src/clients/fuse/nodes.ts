/** Node ids of a mount: one for each path and kind of file, kept while the kernel counts lookups of it. */
import { ROOT_ID } from './protocol.ts';

interface Known {
  id: number;
  path: string;
  key: string;
  lookups: number;
}

export interface Nodes {
  /** Path of a node; undefined for an id that was forgotten. The root is the empty path. */
  pathOf(id: number): string | undefined;
  /**
   * Counts a lookup.
   *
   * @param type file type bits; a path whose type changed is a new node, since a node keeps its type
   */
  found(path: string, type: number): number;
  /** Id of a path; undefined unless the kernel has looked it up. */
  idOf(path: string, type: number): number | undefined;
  forget(id: number, count: number): void;
}

const keyOf = (path: string, type: number): string => `${type}${path}`;

/** A table with the root only. */
export function newNodes(): Nodes {
  const byId = new Map<number, Known>();
  const byKey = new Map<string, Known>();
  let last = ROOT_ID;
  return {
    pathOf: (id) => (id === ROOT_ID ? '' : byId.get(id)?.path),
    idOf: (path, type) => byKey.get(keyOf(path, type))?.id,
    found(path, type) {
      const key = keyOf(path, type);
      let known = byKey.get(key);
      if (known === undefined) {
        known = { id: ++last, path, key, lookups: 0 };
        byKey.set(key, known);
        byId.set(known.id, known);
      }
      known.lookups++;
      return known.id;
    },
    forget(id, count) {
      const known = byId.get(id);
      if (known === undefined) return;
      known.lookups -= count;
      if (known.lookups > 0) return;
      byId.delete(id);
      byKey.delete(known.key);
    },
  };
}
