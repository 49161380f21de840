/** Commands that add memory at run time, and show single addresses. */
import { dimmArguments, jsonOption } from './options.ts';
import type { Family, Row } from './row.ts';

const DRAM_EXAMPLES = `
'memsim unplug-dram' removes the RAM, and so does the next reboot; permanent RAM
belongs in the platform.
/sys/devices/system/memory/auto_online_blocks sets the state of its blocks.

Examples:
  memsim hotplug-dram 0x108000000 1G
  memsim hotplug-dram 0x108000000 1G --node 1
  memsim --trace hotplug-dram 0x100200000 1G    refused: no whole memory blocks
  memsim write /sys/devices/system/memory/memory33/state online_movable
`;

const UNPLUG_EXAMPLES = `
The kernel takes all memory blocks of the DIMM offline, then removes them. If
one does not go offline, those that did are online again and the DIMM stays.

Examples:
  memsim hotplug-dram 0x108000000 1G
  memsim unplug-dram 0x108000000
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
    group: 'hotplug',
    about: 'map BARs of PCI devices as peer-to-peer memory',
    after: P2PDMA_EXAMPLES,
  },
  {
    word: 'hmm',
    group: 'hotplug',
    about: 'add and remove device-private memory (HMM)',
    after: HMM_EXAMPLES,
  },
];

const actions = () => import('../actions/hotplug.ts');

export const HOTPLUG_ROWS: readonly Row[] = [
  {
    words: 'hotplug-dram',
    group: 'hotplug',
    about: 'hotplug a DIMM of RAM, as QEMU does',
    access: 'write',
    logged: true,
    define: dimmArguments,
    after: DRAM_EXAMPLES,
    load: async () => (await actions()).plugDram,
  },
  {
    words: 'unplug-dram',
    group: 'hotplug',
    about: 'unplug a DIMM of RAM that was hotplugged',
    access: 'write',
    logged: true,
    define: (command) =>
      void jsonOption(command).argument('<dimm>', 'its device or address: PNP0C80:01, 0x108000000'),
    after: UNPLUG_EXAMPLES,
    load: async () => (await actions()).unplugDram,
  },
  {
    words: 'p2pdma add',
    group: 'hotplug',
    about: 'map a BAR or a part of it',
    access: 'write',
    logged: true,
    define: (command) =>
      void command
        .argument('<pci-device>', 'PCI address, such as 0000:00:04.0')
        .argument('<bar>', 'number of the BAR')
        .option('--size <size>', 'bytes of the BAR; default: all')
        .option('--offset <size>', 'offset in the BAR; default: 0')
        .option('--json', 'as data'),
    after: P2PDMA_EXAMPLES,
    load: async () => (await actions()).addPeerMemory,
  },
  {
    words: 'p2pdma remove',
    group: 'hotplug',
    about: 'remove all mappings of a device',
    access: 'write',
    logged: true,
    define: (command) =>
      void jsonOption(command).argument('<pci-device>', 'PCI address, such as 0000:00:04.0'),
    load: async () => (await actions()).removePeerMemory,
  },
  {
    words: 'hmm add',
    group: 'hotplug',
    about: 'add device-private memory at free addresses',
    access: 'write',
    logged: true,
    define: (command) =>
      void jsonOption(command).argument('<size>', 'bytes, rounded up to whole sections: 256M'),
    after: HMM_EXAMPLES,
    load: async () => (await actions()).addPrivate,
  },
  {
    words: 'hmm remove',
    group: 'hotplug',
    about: 'remove all device-private memory',
    access: 'write',
    logged: true,
    define: jsonOption,
    load: async () => (await actions()).removePrivate,
  },
  {
    words: 'hmm types',
    group: 'hotplug',
    about: 'show what mapping requires for each type of memory',
    access: 'read',
    inLessons: true,
    define: jsonOption,
    load: async () => (await actions()).showTypes,
  },
  {
    words: 'pfn',
    group: 'hotplug',
    about: 'show section, zone, node and owner of an address',
    access: 'read',
    inLessons: true,
    define: (command) =>
      void jsonOption(command).argument('<address...>', 'physical address: 0x1fc000000 or 8G'),
    after: PFN_EXAMPLES,
    load: async () => (await import('../actions/diagnosis/pfn.ts')).showPfn,
  },
];
