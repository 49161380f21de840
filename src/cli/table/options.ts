/** Options of several commands. */
import type { Command } from 'commander';
import { MAX_SEED } from '../../lib/rng.ts';
import { wholeNumber } from './whole-number.ts';

/** Collects the values of a repeatable option. */
export const collect = (value: string, all: string[] = []): string[] => [...all, value];

/** Collects the values of a repeatable option that takes several in one, separated by commas. */
export const collectWords = (value: string, all: string[] = []): string[] => [
  ...all,
  ...value.split(',').filter((word) => word !== ''),
];

/** Adds --json. */
export const jsonOption = (command: Command): Command => command.option('--json', 'as data');

/** Maximum number of nodes of a kernel (MAX_NUMNODES). */
const MAX_NODES = 1024;

/** Adds --node and --json, and the addresses of a DIMM. */
export const dimmArguments = (command: Command): void =>
  void jsonOption(
    command.option('-n, --node <number>', 'its NUMA node; default: by address', wholeNumber(MAX_NODES - 1)),
  )
    .argument('<address>', 'physical address: 0x108000000 or 5G')
    .argument('<size>', 'bytes: 1073741824, 0x40000000 or 1G');

/** Adds the options of boot and reboot. */
export const bootOptions = (command: Command): Command =>
  command
    .option('--platform <name|file>', 'the hardware: a platform by name, or a file')
    .option('--kernel <version>', 'the release, as memsim kernel list names it')
    .option('--cmdline <words>', "the kernel's command line, such as 'memmap=4G!8G'")
    .option('--seed <number>', 'start of the sequence of uuids', wholeNumber(MAX_SEED))
    .option('--config <NAME=y|n>', 'a build option (repeatable)', collect)
    .option('--with <change...>', 'changes to add to the release')
    .option('--without <change...>', 'changes to remove from the release')
    .option('--json', 'the result as data');

/** Options and argument of commands that run a script on scratch machines. */
export const trialOptions = (command: Command): Command =>
  command
    .option('--platform <name|file>', 'new hardware; default: a copy of your machine')
    .option('--cmdline <words>', "the kernel's command line; default: your machine's")
    .option('--config <NAME=y|n>', 'a build option (repeatable)', collect)
    .option('--json', 'the result as data')
    .option('--run <command>', 'a line of the script, instead of a file (repeatable)', collect)
    .argument('[script]', 'a file of commands as for memsim run, or - for standard input');

/** Adds the options of views that can be drawn. */
export const pictureOptions = (command: Command): Command =>
  command
    .option('--svg <file>', 'write a picture as SVG, - for standard output')
    .option('--html <file>', 'write a page with the picture')
    .option('--title <text>', 'the heading of the picture');
