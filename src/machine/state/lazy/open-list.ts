/** An open list as an ordinary array, by a proxy. */
import { List } from './list.ts';
import type { ListText } from './text.ts';

const INDEX = /^(0|[1-9]\d*)$/;
const indexOf = (key: string | symbol): number | undefined =>
  typeof key === 'string' && INDEX.test(key) ? Number(key) : undefined;

type Method = (...args: never[]) => unknown;

/** A place as methods of arrays take it: from the end where it is negative. */
const place = (list: List, at: number): number =>
  at < 0 ? Math.max(0, list.length + at) : Math.min(at, list.length);

/** Methods that read a few items only. */
const FEW: Record<string | symbol, (list: List) => Method> = {
  at: (list) => (at: number) => (at < -list.length ? undefined : list.item(at < 0 ? list.length + at : at)),
  push:
    (list) =>
    (...items: unknown[]) => {
      list.splice(list.length, 0, items);
      return list.length;
    },
  shift: (list) => () => (list.length > 0 ? list.splice(0, 1, [])[0] : undefined),
  splice:
    (list) =>
    (start: number, count: number = list.length, ...items: unknown[]) => {
      const from = place(list, start);
      return list.splice(from, Math.min(Math.max(0, count), list.length - from), items);
    },
  slice:
    (list) =>
    (start = 0, end = list.length) => {
      const [from, to] = [place(list, start), place(list, end)];
      return Array.from({ length: Math.max(0, to - from) }, (_, i) => list.item(from + i));
    },
};

/** Methods that change an array, and read all of it. */
const CHANGING = new Set<string | symbol>(['pop', 'unshift', 'sort', 'reverse', 'fill', 'copyWithin']);

/** A method on all items. */
function onAll(list: List, proxy: unknown, key: string | symbol): unknown {
  const method: unknown = Reflect.get(Array.prototype, key);
  if (typeof method !== 'function') return method;
  return (...args: unknown[]): unknown => {
    const items = list.all();
    const result: unknown = method.apply(items, args);
    if (CHANGING.has(key)) list.splice(0, list.length, items);
    return result === items ? proxy : result;
  };
}

const lists = new WeakMap<object, List>();

/** The inside of a list that was opened here; undefined for any other object. */
export const listOf = (value: object): List | undefined => lists.get(value);

/** The list of a text. */
export function openList(text: ListText): unknown[] {
  const list = new List(text);
  const proxy = new Proxy<unknown[]>([], {
    get(_, key, self) {
      const index = indexOf(key);
      if (index !== undefined) return list.item(index);
      if (key === 'length') return list.length;
      return Object.hasOwn(FEW, key) ? FEW[key]!(list) : onAll(list, self, key);
    },
    set(_, key, value) {
      if (key === 'length') list.splice(value as number, list.length - (value as number), []);
      else list.splice(indexOf(key)!, Number(indexOf(key)! < list.length), [value]);
      return true;
    },
    has: (target, key) => (indexOf(key) ?? list.length) < list.length || Reflect.has(target, key),
    ownKeys: () => [...Array.from({ length: list.length }, (_, i) => `${i}`), 'length'],
    getOwnPropertyDescriptor(target, key) {
      if (key === 'length') return { ...Reflect.getOwnPropertyDescriptor(target, key)!, value: list.length };
      const index = indexOf(key);
      if (index === undefined || index >= list.length) return undefined;
      return { value: list.item(index), writable: true, enumerable: true, configurable: true };
    },
  });
  lists.set(proxy, list);
  return proxy;
}
