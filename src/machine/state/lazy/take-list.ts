/** The present text of a list. */
import type { List } from './list.ts';
import { listIn, pieceOf } from './piece.ts';
import { BATCH, SHARD } from './shard.ts';
import type { ItemsText, ListText } from './text.ts';

const itemsText = (items: readonly unknown[], old?: ItemsText): ItemsText => ({
  items: pieceOf(JSON.stringify(items), old?.items),
  count: items.length,
});

/** Items in groups of bounded size, but for single items that are larger. */
function cutItems(items: readonly unknown[]): ItemsText[] {
  const lists: ItemsText[] = [];
  let texts: string[] = [];
  let from = 0;
  let length = 0;
  for (let at = 0; at < items.length; at += BATCH) {
    const batch = items.slice(at, at + BATCH);
    const text = JSON.stringify(batch).slice(1, -1);
    texts.push(text);
    length += text.length;
    const to = at + batch.length;
    if (length < SHARD && to < items.length) continue;
    lists.push({ items: pieceOf(`[${texts.join(',')}]`), count: to - from });
    [texts, from, length] = [[], to, 0];
  }
  return lists;
}

/** The text of a list that is in memory as a whole. */
export const cutList = (items: readonly unknown[]): ListText => ({ lists: cutItems(items) });

/** Joins neighbours that are both small, so that groups of a list that shrinks do not stay behind. */
function condensed(lists: readonly ItemsText[]): ItemsText[] {
  const isSmall = ({ items }: ItemsText): boolean => items.length < SHARD / 4;
  const out: ItemsText[] = [];
  for (const one of lists) {
    const last = out.at(-1);
    if (last === undefined || !isSmall(last) || !isSmall(one)) out.push(one);
    else out.splice(-1, 1, itemsText([...listIn(last.items), ...listIn(one.items)]));
  }
  return out;
}

/** The text of an open list: what was not read keeps the text that it was read from. */
export function takeList({ groups }: List): ListText {
  const lists = groups.flatMap(({ text, read }): ItemsText[] => {
    if (read === undefined) return [text];
    if (read.length === 0) return [];
    const taken = itemsText(read, text);
    if (taken.items === text.items) return [text];
    return taken.items.length > 2 * SHARD ? cutItems(read) : [taken];
  });
  return { lists: condensed(lists) };
}

/** Bytes of a list. */
export const listLength = ({ lists }: ListText): number =>
  lists.reduce((length, { items }) => length + items.length, 0);
