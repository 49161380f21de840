/** The commands about memory that comes while the machine runs, and about single addresses. */
import type { Command } from 'commander';
import type { BarFlags } from '../actions/hotplug.ts';
import type { JsonFlag } from '../print-model.ts';
import type { Access, Context, Session } from '../session.ts';
import { setExitCode } from '../usage.ts';

type Actions = typeof import('../actions/hotplug.ts');
type Act = (actions: Actions, session: Session) => Promise<number>;

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

export function addHotplugCommands(program: Command, context: Context): void {
  const run = async (access: Access, act: Act): Promise<void> => {
    const actions = await import('../actions/hotplug.ts');
    setExitCode(program, await context.use(access, (session) => act(actions, session)));
  };

  program
    .command('hotplug-dram')
    .description('plug a DIMM of RAM in, as QEMU does: an ACPI memory device')
    .argument('<address>', 'physical: 0x108000000 or 5G')
    .argument('<size>', 'bytes: 1073741824, 0x40000000 or 1G')
    .option('--json', 'as data')
    .addHelpText('after', DRAM_EXAMPLES)
    .action((address: string, size: string, flags: JsonFlag) =>
      run('write', (actions, session) => actions.plugDram(session, address, size, flags)),
    );

  const p2pdma = program
    .command('p2pdma')
    .description('peer-to-peer memory: BARs of PCI devices with struct pages')
    .addHelpText('after', P2PDMA_EXAMPLES);
  p2pdma
    .command('add')
    .description('map a BAR, or a part of it')
    .argument('<pci-device>', 'its address, 0000:00:04.0')
    .argument('<bar>', 'its number')
    .option('--size <size>', 'so much of it; all unless given')
    .option('--offset <size>', 'from here on; its start unless given')
    .option('--json', 'as data')
    .addHelpText('after', P2PDMA_EXAMPLES)
    .action((device: string, bar: string, flags: BarFlags) =>
      run('write', (actions, session) => actions.addPeerMemory(session, device, bar, flags)),
    );
  p2pdma
    .command('remove')
    .description('take all mappings of a device away')
    .argument('<pci-device>', 'its address, 0000:00:04.0')
    .option('--json', 'as data')
    .action((device: string, flags: JsonFlag) =>
      run('write', (actions, session) => actions.removePeerMemory(session, device, flags)),
    );

  const hmm = program
    .command('hmm')
    .description('device-private memory: struct pages for memory that the CPU cannot reach')
    .addHelpText('after', HMM_EXAMPLES);
  hmm
    .command('add')
    .description('add some; it takes addresses that nobody has')
    .argument('<size>', 'bytes, taken up to whole sections: 256M')
    .option('--json', 'as data')
    .addHelpText('after', HMM_EXAMPLES)
    .action((size: string, flags: JsonFlag) =>
      run('write', (actions, session) => actions.addPrivate(session, size, flags)),
    );
  hmm
    .command('remove')
    .description('take all of it away')
    .option('--json', 'as data')
    .action((flags: JsonFlag) => run('write', (actions, session) => actions.removePrivate(session, flags)));
  hmm
    .command('types')
    .description('what mapping asks and does by type of memory, on this kernel')
    .option('--json', 'as data')
    .action((flags: JsonFlag) => run('read', (actions, session) => actions.showTypes(session, flags)));

  program
    .command('pfn')
    .description('what the kernel knows of an address: section, zone, node, owner, and the rules behind it')
    .argument('<address...>', 'physical: 0x1fc000000 or 8G')
    .option('--json', 'as data')
    .addHelpText('after', PFN_EXAMPLES)
    .action((addresses: string[], flags: JsonFlag) =>
      run('read', (actions, session) => actions.showPfn(session, addresses, flags)),
    );
}
