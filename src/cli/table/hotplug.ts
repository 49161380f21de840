/** Commands on memory that comes while the machine runs, and on single addresses. */
import { jsonOption } from './options.ts';
import type { Family, Row } from './row.ts';

const DRAM_EXAMPLES = `
The RAM is there until the next reboot; what is to stay belongs in the platform.
Its blocks come up as /sys/devices/system/memory/auto_online_blocks says.

Examples:
  memsim hotplug-dram 0x108000000 1G
  memsim --trace hotplug-dram 0x100200000 1G    refused: no whole memory blocks
  memsim write /sys/devices/system/memory/memory33/state online_movable
`;

const P2PDMA_EXAMPLES = `
Examples:
  memsim boot --platform nvme-cmb
  memsim p2pdma add 0000:00:04.0 4
  memsim p2pdma add 0000:00:05.0 2 --size 16M --offset 16M
  memsim p2pdma remove 0000:00:04.0
`;

const HMM_EXAMPLES = `
Examples:
  memsim hmm add 256M
  memsim hmm types
  memsim hmm remove
`;

const PFN_EXAMPLES = `
Examples:
  memsim pfn 0x1fc000000
  memsim pfn 4G 8G --json
`;

export const HOTPLUG_FAMILIES: readonly Family[] = [
  {
    word: 'p2pdma',
    about: 'peer-to-peer memory: BARs of PCI devices with struct pages',
    after: P2PDMA_EXAMPLES,
  },
  {
    word: 'hmm',
    about: 'device-private memory: struct pages for memory that the CPU cannot reach',
    after: HMM_EXAMPLES,
  },
];

const actions = () => import('../actions/hotplug.ts');

export const HOTPLUG_ROWS: readonly Row[] = [
  {
    words: 'hotplug-dram',
    group: 'machine',
    about: 'plug a DIMM of RAM in, as QEMU does: an ACPI memory device',
    access: 'write',
    noted: true,
    define: (command) =>
      void jsonOption(command)
        .argument('<address>', 'physical: 0x108000000 or 5G')
        .argument('<size>', 'bytes: 1073741824, 0x40000000 or 1G'),
    after: DRAM_EXAMPLES,
    load: async () => (await actions()).plugDram,
  },
  {
    words: 'p2pdma add',
    group: 'machine',
    about: 'map a BAR, or a part of it',
    access: 'write',
    noted: true,
    define: (command) =>
      void command
        .argument('<pci-device>', 'its address, 0000:00:04.0')
        .argument('<bar>', 'its number')
        .option('--size <size>', 'so much of it; all unless given')
        .option('--offset <size>', 'from here on; its start unless given')
        .option('--json', 'as data'),
    after: P2PDMA_EXAMPLES,
    load: async () => (await actions()).addPeerMemory,
  },
  {
    words: 'p2pdma remove',
    group: 'machine',
    about: 'take all mappings of a device away',
    access: 'write',
    noted: true,
    define: (command) => void jsonOption(command).argument('<pci-device>', 'its address, 0000:00:04.0'),
    load: async () => (await actions()).removePeerMemory,
  },
  {
    words: 'hmm add',
    group: 'machine',
    about: 'add some; it takes addresses that nobody has',
    access: 'write',
    noted: true,
    define: (command) =>
      void jsonOption(command).argument('<size>', 'bytes, taken up to whole sections: 256M'),
    after: HMM_EXAMPLES,
    load: async () => (await actions()).addPrivate,
  },
  {
    words: 'hmm remove',
    group: 'machine',
    about: 'take all of it away',
    access: 'write',
    noted: true,
    define: jsonOption,
    load: async () => (await actions()).removePrivate,
  },
  {
    words: 'hmm types',
    group: 'machine',
    about: 'what mapping asks and does by type of memory, on this kernel',
    access: 'read',
    inLessons: true,
    define: jsonOption,
    load: async () => (await actions()).showTypes,
  },
  {
    words: 'pfn',
    group: 'machine',
    about: 'what the kernel knows of an address: section, zone, node, owner, and the rules behind it',
    access: 'read',
    inLessons: true,
    define: (command) => void jsonOption(command).argument('<address...>', 'physical: 0x1fc000000 or 8G'),
    after: PFN_EXAMPLES,
    load: async () => (await actions()).showPfn,
  },
];
