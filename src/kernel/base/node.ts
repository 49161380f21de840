/**
 * Models drivers/base/node.c: /sys/devices/system/node, all releases. Of page statistics there is the amount
 * of RAM; what boot allocated counts as free.
 */
import { KiB, PAGE_SIZE } from '../../lib/units.ts';
import { cpumask_of_node, node_distance } from '../arch/x86/numa/nodes.ts';
import { type Directory, dir, link, listing, ro, uevent_attribute, union, wo } from '../fs/sysfs.ts';
import type { Kernel } from '../kernel.ts';
import { scnprintf_list, scnprintf_mask } from '../lib/bitmap-list.ts';
import { nodesWithCpu, nodesWithMemory, nodesWithNormalMemory } from '../mm/node-states.ts';
import { memoryBlock } from './memory/blocks.ts';
import { memoryBlockNamed } from './memory/sysfs.ts';

const list = (nodes: (k: Kernel) => readonly number[]) => ro((k) => `${scnprintf_list(nodes(k))}\n`);

const distance = (nid: number) =>
  ro((k) => `${k.state.mm.nodes.map((other) => node_distance(k, nid, other)).join(' ')}\n`);

/** KiB of one page. */
const PAGE_KIB = PAGE_SIZE / KiB;

/** The amounts of RAM that a node has, as its meminfo lays them out. */
const node_read_meminfo = (nid: number) =>
  ro((k) => {
    const pages = k.state.mm.zones.reduce((sum, zone) => (zone.nid === nid ? sum + zone.present : sum), 0);
    const amounts = { MemTotal: pages, MemFree: pages, MemUsed: 0 };
    return Object.entries(amounts)
      .map(([name, count]) => {
        const label = `${name}:`.padEnd('MemTotal:       '.length);
        return `Node ${nid} ${label}${String(count * PAGE_KIB).padStart(8)} kB\n`;
      })
      .join('');
  });

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

/** Links to the processors of a node. */
const cpuLinks = (k: Kernel, nid: number): Directory =>
  dir(
    Object.fromEntries(
      cpumask_of_node(k, nid).map((cpu) => [`cpu${cpu}`, link(`/sys/devices/system/cpu/cpu${cpu}`)]),
    ),
  );

const nodeDir = (k: Kernel, nid: number): Directory =>
  union(
    dir({
      uevent: uevent_attribute(),
      compact: wo(() => 0),
      cpulist: ro((now) => `${scnprintf_list(cpumask_of_node(now, nid))}\n`),
      cpumap: ro((now) => `${scnprintf_mask(cpumask_of_node(now, nid), now.state.mm.cpus.length)}\n`),
      distance: distance(nid),
      meminfo: node_read_meminfo(nid),
      subsystem: link('/sys/bus/node'),
    }),
    cpuLinks(k, nid),
    blockLinks(nid),
  );

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
    has_cpu: list(nodesWithCpu),
    has_generic_initiator: list(() => []),
    has_memory: list(nodesWithMemory),
    has_normal_memory: list(nodesWithNormalMemory),
    online: list((k) => k.state.mm.nodes),
    possible: list((k) => k.state.mm.possible),
  }),
  listing(nodeNames, (k, name) => {
    const nid = k.state.mm.nodes.find((node) => name === `node${node}`);
    return nid === undefined ? undefined : nodeDir(k, nid);
  }),
);
