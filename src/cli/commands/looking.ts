/** The commands that look at the machine, and the ones that touch its files. */
import type { Command } from 'commander';
import type { PokeFlags } from '../actions/bytes.ts';
import type { FindFlags } from '../actions/files.ts';
import type { ViewFlags, ViewName } from '../actions/views.ts';
import type { Context } from '../session.ts';
import { setExitCode } from '../usage.ts';

interface ViewCommand {
  name: ViewName;
  about: string;
  /** Can be written as SVG and HTML. */
  picture?: boolean;
  /** Takes objects and ranges that narrow it. */
  narrows?: boolean;
  /** Can show what is different since a snapshot. */
  compares?: boolean;
}

const VIEW_COMMANDS: readonly ViewCommand[] = [
  {
    name: 'sections',
    about: 'sections and sub-sections of 128 and 2 MiB',
    picture: true,
    narrows: true,
    compares: true,
  },
  { name: 'map', about: 'the physical address space', picture: true, narrows: true },
  { name: 'zones', about: 'zones: what they span and what is present' },
  { name: 'iomem', about: '/proc/iomem with sizes' },
  { name: 'e820', about: 'the memory map of the BIOS and the one in force' },
  { name: 'blocks', about: 'memory blocks, their state and zones' },
  { name: 'pagemaps', about: 'mappings of persistent memory and where their struct pages are' },
  { name: 'vmemmap', about: 'where struct pages live' },
  { name: 'dmesg', about: "the kernel's log; as a picture, its WARNs", picture: true },
];

const POKE_EXAMPLES = `
Examples:
  memsim poke pmem0 0x1000 'de ad be ef'
  memsim poke pmem0 4K --text hello
  memsim poke pmem0 0 --zero 8K
  memsim peek pmem0 4K 64
`;

export const withPictureOptions = (command: Command): Command =>
  command
    .option('--svg <file>', 'write it as SVG, - for standard output')
    .option('--html <file>', 'write it as a page of its own')
    .option('--title <text>', 'the heading of the picture');

export function addLookingCommands(program: Command, context: Context): void {
  const done = (code: number): void => setExitCode(program, code);

  for (const { name, about, picture, narrows, compares } of VIEW_COMMANDS) {
    const command = program.command(name).description(about).option('--json', 'as data');
    const open = async (objects: string[], flags: ViewFlags): Promise<void> => {
      const { show } = await import('../actions/views.ts');
      done(await context.use('read', (session) => show(session, name, objects, flags)));
    };
    if (compares) command.option('--since <snapshot>', 'only what is different now');
    if (picture) withPictureOptions(command);
    if (narrows)
      command
        .argument('[object...]', 'a region, namespace, device, memory block, or a range such as 8G-9G')
        .action(open);
    else command.action((flags: ViewFlags) => open([], flags));
  }

  program
    .command('cat')
    .description('print files of /sys and /proc')
    .argument('<path...>')
    .action(async (paths: string[]) => {
      const { cat } = await import('../actions/files.ts');
      done(await context.use('read', (session) => cat(session, paths)));
    });

  program
    .command('ls')
    .description('list folders of /sys, /proc and /dev')
    .argument('[path...]')
    .option('-l, --long', 'with modes, and where links point')
    .action(async (paths: string[], flags: { long?: boolean }) => {
      const { ls } = await import('../actions/files.ts');
      done(await context.use('read', (session) => ls(session, paths, flags)));
    });

  program
    .command('find')
    .description('list everything below folders')
    .argument('[path...]')
    .option('--name <pattern>', 'only names like this, with * and ?')
    .addOption(
      program
        .createOption('--type <letter>', 'only files (f), folders (d), links (l) or devices (c)')
        .choices(['f', 'd', 'l', 'c']),
    )
    .action(async (paths: string[], flags: FindFlags) => {
      const { find } = await import('../actions/files.ts');
      done(await context.use('read', (session) => find(session, paths, flags)));
    });

  program
    .command('write')
    .description('write a value to a file of /sys, as echo does')
    .argument('<path>')
    .argument('<value>')
    .action(async (path: string, value: string) => {
      const { write } = await import('../actions/files.ts');
      done(await context.use('write', (session) => write(session, path, value)));
    });

  program
    .command('peek')
    .description('print bytes of a block device')
    .argument('<device>', 'pmem0 or /dev/pmem0')
    .argument('<offset>', 'bytes: 4096, 0x1000 or 4K')
    .argument('[length]', 'bytes', '512')
    .option('--raw', 'the bytes themselves instead of a dump')
    .action(async (device: string, offset: string, length: string, flags: { raw?: boolean }) => {
      const { peek } = await import('../actions/bytes.ts');
      done(await context.use('read', (session) => peek(session, device, offset, length, flags)));
    });

  program
    .command('poke')
    .description('write bytes to a block device')
    .argument('<device>', 'pmem0 or /dev/pmem0')
    .argument('<offset>', 'bytes: 4096, 0x1000 or 4K')
    .argument('[hex...]', 'bytes in hex')
    .option('--text <text>', 'a text instead')
    .option('--file <file>', "a file's contents instead, - for standard input")
    .option('--zero <length>', 'so many zeroes instead')
    .addHelpText('after', POKE_EXAMPLES)
    .action(async (device: string, offset: string, digits: string[], flags: PokeFlags) => {
      const { poke } = await import('../actions/bytes.ts');
      done(await context.use('write', (session) => poke(session, device, offset, digits, flags)));
    });
}
