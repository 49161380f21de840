/**
 * /sys/devices/system/node: models the part of drivers/base/node.c that shows the location of memory, all
 * releases. The single CPU is on the first node; page statistics are not modelled.
 */

import { possible_nodes } from '../arch/x86/numa.ts';
import { type Directory, dir, link, listing, ro, uevent_attribute, union, wo } from '../fs/sysfs.ts';
import type { Kernel } from '../kernel.ts';
import { memoryBlock } from './memory/blocks.ts';
import { memoryBlockNamed } from './memory/sysfs.ts';

/** Formats numbers as a list of ranges, `0-2,4` (%*pbl). */
function rangeList(numbers: readonly number[]): string {
  const parts: { first: number; last: number }[] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const open = parts.at(-1);
    if (open !== undefined && open.last + 1 === number) open.last = number;
    else parts.push({ first: number, last: number });
  }
  return parts.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

const withPages = (k: Kernel, test: (zone: string) => boolean): number[] => {
  const { zones } = k.state.mm;
  return [...new Set(zones.filter(({ name, present }) => present > 0 && test(name)).map(({ nid }) => nid))];
};

const list = (nodes: (k: Kernel) => readonly number[]) => ro((k) => `${rangeList(nodes(k))}\n`);

/** Default distances without a SLIT: 10 to the node itself, 20 to any other. */
const distance = (nid: number) =>
  ro((k) => `${k.state.mm.nodes.map((other) => (other === nid ? 10 : 20)).join(' ')}\n`);

function* blockNames(k: Kernel, nid: number): Generator<string> {
  for (const run of k.state.mm.blocks)
    if (run.nid === nid) for (let id = run.first; id <= run.last; id++) yield `memory${id}`;
}

/** Links to the memory blocks of a node. */
const blockLinks = (nid: number): Directory =>
  listing(
    (k) => blockNames(k, nid),
    (k, name) => {
      const id = memoryBlockNamed(k, name);
      if (id === undefined || memoryBlock(k, id)!.nid !== nid) return undefined;
      return link(`/sys/devices/system/memory/${name}`);
    },
  );

function nodeDir(k: Kernel, nid: number): Directory {
  const hasCpu = nid === k.state.mm.nodes[0];
  return union(
    dir({
      uevent: uevent_attribute(),
      compact: wo(() => 0),
      cpulist: ro(() => (hasCpu ? '0\n' : '\n')),
      cpumap: ro(() => (hasCpu ? '1\n' : '0\n')),
      distance: distance(nid),
      cpu0: hasCpu ? link('/sys/devices/system/cpu/cpu0') : undefined,
      subsystem: link('/sys/bus/node'),
    }),
    blockLinks(nid),
  );
}

const nodeNames = (k: Kernel): string[] => k.state.mm.nodes.map((nid) => `node${nid}`);

/** /sys/bus/node. */
export const node_bus_dir: Directory = dir({
  devices: listing(nodeNames, (k, name) =>
    nodeNames(k).includes(name) ? link(`/sys/devices/system/node/${name}`) : undefined,
  ),
  drivers: dir({}),
});

/** /sys/devices/system/node. */
export const node_dir: Directory = union(
  dir({
    uevent: uevent_attribute(),
    has_cpu: list((k) => k.state.mm.nodes.slice(0, 1)),
    has_generic_initiator: list(() => []),
    has_memory: list((k) => withPages(k, () => true)),
    has_normal_memory: list((k) => withPages(k, (zone) => zone !== 'Movable')),
    online: list((k) => k.state.mm.nodes),
    possible: list((k) => [...possible_nodes(k)]),
  }),
  listing(nodeNames, (k, name) => {
    const nid = k.state.mm.nodes.find((node) => name === `node${node}`);
    return nid === undefined ? undefined : nodeDir(k, nid);
  }),
);
