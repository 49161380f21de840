/** Options of the commands that run a script on scratch machines. */
import type { Command } from 'commander';
import type { JsonFlag } from './print-model.ts';

export interface TrialFlags extends JsonFlag {
  platform?: string;
  cmdline?: string;
  config?: string[];
}

export const collect = (value: string, all: string[] = []): string[] => [...all, value];

export const withTrialOptions = (command: Command): Command =>
  command
    .option('--platform <name|file>', 'the hardware: a platform of memsim, or a file')
    .option('--cmdline <words>', "the kernel's command line, such as 'memmap=4G!8G'")
    .option('--config <NAME=y|n>', 'a build option (repeatable)', collect)
    .option('--json', 'the result as data');
