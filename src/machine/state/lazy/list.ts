/**
 * Lists whose shards are read at the first access to one of their items: a search in an ascending list of ten
 * thousand items reads a few of them.
 */
import { listIn, notLazy } from './piece.ts';
import type { ItemsText, ListText } from './text.ts';

/** Neighbours in an open list. */
interface Items {
  text: ItemsText;
  /** Undefined until they are read. */
  read: unknown[] | undefined;
}

const lengthOf = ({ text, read }: Items): number => read?.length ?? text.count;

function readItems(items: Items): unknown[] {
  if (items.read !== undefined) return items.read;
  const read = listIn(items.text.items);
  if (read.length !== items.text.count) throw notLazy();
  items.read = read;
  return read;
}

/** The inside of a list. */
export class List {
  readonly groups: Items[];
  length: number;

  constructor({ lists }: ListText) {
    this.groups = lists.map((text) => ({ text, read: undefined }));
    this.length = lists.reduce((sum, { count }) => sum + count, 0);
  }

  /** The group of an item, or the last one for the end of the list; and the place of the item in it. */
  #find(index: number): { group: number; at: number } {
    let group = 0;
    let at = index;
    for (; group < this.groups.length - 1; group++) {
      const length = lengthOf(this.groups[group]!);
      if (at < length) break;
      at -= length;
    }
    return { group, at };
  }

  item(index: number): unknown {
    if (index >= this.length) return undefined;
    const { group, at } = this.#find(index);
    return readItems(this.groups[group]!)[at];
  }

  /** As Array.prototype.splice(), for a place in the list and a number of items that are there. */
  splice(start: number, count: number, fresh: readonly unknown[]): unknown[] {
    const removed: unknown[] = [];
    while (removed.length < count) {
      const { group, at } = this.#find(start);
      removed.push(...readItems(this.groups[group]!).splice(at, count - removed.length));
    }
    const { group, at } = this.#find(start);
    readItems(this.groups[group]!).splice(at, 0, ...fresh);
    this.length += fresh.length - count;
    return removed;
  }

  /** All items. */
  all(): unknown[] {
    return this.groups.flatMap(readItems);
  }
}
