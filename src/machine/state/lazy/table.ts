/**
 * Tables whose shards are read at the first access to one of their entries: a command on a machine with ten
 * thousand namespaces reads and writes a few entries of each table.
 */
import { keySearch } from './key-search.ts';
import { bare, type Entries, Shard } from './shard.ts';
import type { TableText } from './text.ts';

/** Searches by fingerprints before it is cheaper to read the keys of all shards. */
const MAX_SEARCHES = 256;
/** Shards that are read one by one, at most so many or that share of all. With the next one all others are read. */
const FEW_SHARDS = 8;
const SMALL_SHARE = 1 / 8;

/** The inside of a table. */
export class Table {
  readonly text: TableText;
  readonly shards: readonly Shard[];
  /** Entries that were read or added; once listed, all in order, with the shard for one that was not read. */
  entries = bare();
  isListed = false;
  /** Keys of entries that were added, in order, until the table is listed. */
  readonly added = new Set<string>();
  readonly #absent = new Set<string>();
  #searches = 0;
  #countRead = 0;
  #findUnread: ((key: string) => Shard | undefined) | undefined;
  readonly #whole: (entries: Entries) => void;

  constructor(text: TableText, whole: (entries: Entries) => void) {
    this.text = text;
    this.shards = text.shards.map((shard, at) => new Shard(at, shard));
    this.#whole = whole;
  }

  /** Reads a shard unless it was read. */
  read(shard: Shard): void {
    if (shard.isRead) return;
    shard.read(this.entries);
    const count = ++this.#countRead;
    const { length } = this.shards;
    const isWalked = count > Math.max(FEW_SHARDS, length * SMALL_SHARE);
    if (isWalked || (this.isListed && count === length)) this.#readWhole();
  }

  /** Reads what was not read. */
  #readWhole(): void {
    this.list();
    for (const shard of this.shards) if (!shard.isRead) shard.read(this.entries);
    this.#countRead = this.shards.length;
    this.#whole(this.entries);
  }

  /** Puts the keys in order. */
  list(): void {
    if (this.isListed) return;
    const { entries, added } = this;
    const all = bare();
    for (const shard of this.shards)
      for (const key of shard.keys)
        if (!shard.isRead) all[key] = shard;
        else if (Object.hasOwn(entries, key) && !added.has(key)) all[key] = entries[key];
    for (const key of added) all[key] = entries[key];
    this.entries = all;
    this.isListed = true;
  }

  /** Makes the entry of a key, if it exists, a member of `entries`. */
  find(key: string): void {
    if (!this.isListed) this.#search(key);
    if (!this.isListed) return;
    const value = this.entries[key];
    if (value instanceof Shard) this.read(value);
  }

  #search(key: string): void {
    if (Object.hasOwn(this.entries, key) || this.#absent.has(key)) return;
    if (++this.#searches > MAX_SEARCHES) {
      this.list();
      return;
    }
    this.#findUnread ??= keySearch(this.text, this.shards);
    const shard = this.#findUnread(key);
    if (shard === undefined) this.#absent.add(key);
    else this.read(shard);
  }

  set(key: string, value: unknown): void {
    this.find(key);
    if (!this.isListed && !Object.hasOwn(this.entries, key)) this.added.add(key);
    this.entries[key] = value;
  }

  remove(key: string): void {
    this.find(key);
    delete this.entries[key];
    this.added.delete(key);
    if (!this.isListed) this.#absent.add(key);
  }
}

const tables = new WeakMap<object, Table>();

/** The inside of a table that was opened here; undefined for any other object. */
export const tableOf = (value: object): Table | undefined => tables.get(value);

const IS_MEMBER = { writable: true, enumerable: true, configurable: true };

/**
 * The table of a text.
 *
 * @param whole is called with an ordinary object once all is read, which is faster to use than the table
 */
export function openTable(text: TableText, whole: (entries: Entries) => void): Entries {
  const table = new Table(text, (entries) => {
    tables.set(entries, table);
    whole(entries);
  });
  const own = (key: string | symbol): boolean => {
    if (typeof key === 'symbol') return false;
    if (!table.isListed) table.find(key);
    return Object.hasOwn(table.entries, key);
  };
  const proxy = new Proxy(bare(), {
    get(_, key) {
      if (typeof key === 'symbol') return undefined;
      table.find(key);
      return table.entries[key];
    },
    set(_, key, value) {
      table.set(key as string, value);
      return true;
    },
    deleteProperty(_, key) {
      table.remove(key as string);
      return true;
    },
    has: (_, key) => own(key),
    ownKeys() {
      table.list();
      return Reflect.ownKeys(table.entries);
    },
    // Lists of keys ask for each entry whether it is enumerable: that reads nothing. Values come from get().
    getOwnPropertyDescriptor(_, key) {
      if (!own(key)) return undefined;
      const value = table.entries[key as string];
      return { ...IS_MEMBER, value: value instanceof Shard ? undefined : value };
    },
    defineProperty(_, key, { value }) {
      table.set(key as string, value);
      return true;
    },
  });
  tables.set(proxy, table);
  return proxy;
}
