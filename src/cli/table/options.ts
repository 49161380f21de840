/** Options that several commands have. */
import type { Command } from 'commander';
import { wholeNumber } from './whole-number.ts';

/** Gathers the values of an option that may be repeated. */
export const collect = (value: string, all: string[] = []): string[] => [...all, value];

export const jsonOption = (command: Command): Command => command.option('--json', 'as data');

const MOST_SEED = 0xffffffff;

export const bootOptions = (command: Command): Command =>
  command
    .option('--platform <name|file>', 'the hardware: a platform of memsim, or a file')
    .option('--kernel <version>', 'the release, 6.1 or 6.1.0-56-amd64 (see: memsim kernel list)')
    .option('--cmdline <words>', "the kernel's command line, such as 'memmap=4G!8G'")
    .option('--seed <number>', 'where the uuids start', wholeNumber(MOST_SEED))
    .option('--config <NAME=y|n>', 'a build option (repeatable)', collect)
    .option('--with <change...>', 'add changes to the release')
    .option('--without <change...>', 'take changes out of the release');

/** Options of commands that run a script on scratch machines. */
export const trialOptions = (command: Command): Command =>
  command
    .option('--platform <name|file>', 'the hardware: a platform of memsim, or a file')
    .option('--cmdline <words>', "the kernel's command line, such as 'memmap=4G!8G'")
    .option('--config <NAME=y|n>', 'a build option (repeatable)', collect)
    .option('--json', 'the result as data')
    .argument('<script>', 'a file of commands as for memsim run, or - for standard input');

export const pictureOptions = (command: Command): Command =>
  command
    .option('--svg <file>', 'write it as SVG, - for standard output')
    .option('--html <file>', 'write it as a page of its own')
    .option('--title <text>', 'the heading of the picture');
