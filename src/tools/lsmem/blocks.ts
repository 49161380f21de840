/** Memory blocks of sysfs, and their merging into ranges: models sys-utils/lsmem.c of util-linux 2.38. */
import { type Files, failed } from '../../wall/files.ts';
import { textOf } from '../util/text-of.ts';

const BLOCKS = '/sys/devices/system/memory';

/** Blocks `index`..`index + count - 1` that have equal values in the merging columns. */
export interface BlockRange {
  index: number;
  count: number;
  state: string;
  removable: boolean;
  /** Undefined for a block without a link to its node. */
  node: number | undefined;
  zones: string[];
}

/** Columns whose values separate ranges. */
export interface Split {
  state: boolean;
  removable: boolean;
  node: boolean;
  zones: boolean;
}

const line = (files: Files, path: string): string => textOf(files, path).trim();

/** Size of a memory block in bytes; undefined without memory blocks. */
export function blockSize(files: Files): number | undefined {
  const text = line(files, `${BLOCKS}/block_size_bytes`);
  return text === '' ? undefined : Number.parseInt(text, 16);
}

const zoneName = (zone: string): string => (zone === 'none' ? 'None' : zone);

function readBlock(files: Files, name: string): BlockRange {
  const folder = `${BLOCKS}/${name}`;
  const entries = files.list(folder);
  const link = failed(entries) ? undefined : entries.find((entry) => /^node\d+$/.test(entry));
  const state = line(files, `${folder}/state`);
  return {
    index: Number(name.slice('memory'.length)),
    count: 1,
    state,
    removable: state === 'online' && line(files, `${folder}/removable`) === '1',
    node: link === undefined ? undefined : Number(link.slice('node'.length)),
    zones: line(files, `${folder}/valid_zones`).split(' ').map(zoneName),
  };
}

const isMergeable = (last: BlockRange, block: BlockRange, split: Split): boolean =>
  last.index + last.count === block.index &&
  (!split.state || last.state === block.state) &&
  (!split.removable || last.removable === block.removable) &&
  (!split.node || last.node === block.node) &&
  (!split.zones || last.zones.join() === block.zones.join());

/** Every block, ascending. */
export function readBlocks(files: Files): BlockRange[] {
  const names = files.list(BLOCKS);
  return (failed(names) ? [] : names)
    .filter((name) => /^memory\d+$/.test(name))
    .map((name) => readBlock(files, name))
    .sort((a, b) => a.index - b.index);
}

/** Ranges of adjacent blocks with equal values in the columns of `split`. */
export function mergeBlocks(blocks: readonly BlockRange[], split: Split): BlockRange[] {
  const ranges: BlockRange[] = [];
  for (const block of blocks) {
    const last = ranges.at(-1);
    if (last !== undefined && isMergeable(last, block, split)) last.count += block.count;
    else ranges.push({ ...block });
  }
  return ranges;
}
