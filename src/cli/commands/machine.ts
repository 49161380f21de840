/** The commands that make, change and forget the machine. */
import type { Command } from 'commander';
import type { BootFlags } from '../actions/machine.ts';
import type { JsonFlag } from '../print-model.ts';
import type { Context } from '../session.ts';
import { collect } from '../trial-options.ts';
import { setExitCode } from '../usage.ts';
import { wholeNumber } from '../whole-number.ts';

const withBootOptions = (command: Command): Command =>
  command
    .option('--platform <name|file>', 'the hardware: a platform of memsim, or a file')
    .option('--kernel <version>', 'the release, 6.1 or 6.1.0-56-amd64 (see: memsim kernel list)')
    .option('--cmdline <words>', "the kernel's command line, such as 'memmap=4G!8G'")
    .option('--seed <number>', 'where the uuids start', wholeNumber(0xffffffff))
    .option('--config <NAME=y|n>', 'a build option (repeatable)', collect)
    .option('--with <change...>', 'add changes to the release')
    .option('--without <change...>', 'take changes out of the release');

const BOOT_EXAMPLES = `
Examples:
  memsim boot --cmdline 'memmap=4G!8G'
  memsim boot --platform ./customer.json --kernel 6.12
  memsim boot --kernel 6.1 --without no-merge-soft-reserved
`;

const REBOOT_EXAMPLES = `
Media stay: a DIMM is known by its serial wherever it is mapped, RAM by its
address.

Examples:
  memsim reboot --kernel 6.12
  memsim reboot --platform moved.json
`;

export function addMachineCommands(program: Command, context: Context): void {
  const done = (code: number): void => setExitCode(program, code);

  withBootOptions(program.command('boot'))
    .description('boot a new machine; its media are empty')
    .addHelpText('after', BOOT_EXAMPLES)
    .action(async (flags: BootFlags) => {
      const { boot } = await import('../actions/machine.ts');
      done(await context.use('write', (session) => boot(session, flags)));
    });

  withBootOptions(program.command('reboot'))
    .description('boot the machine again, on the media that it has')
    .addHelpText('after', REBOOT_EXAMPLES)
    .action(async (flags: BootFlags) => {
      const { reboot } = await import('../actions/machine.ts');
      done(await context.use('write', (session) => reboot(session, flags)));
    });

  program
    .command('status')
    .description('what is booted')
    .option('--json', 'as data')
    .action(async (flags: JsonFlag) => {
      const { status } = await import('../actions/status.ts');
      done(await context.use('read', (session) => status(session, flags)));
    });

  program
    .command('reset')
    .description('forget the machine and its media')
    .action(async () => {
      const { reset } = await import('../actions/machine.ts');
      done(await context.use('blind', (session) => reset(session)));
    });

  program
    .command('platforms')
    .description('the platforms that come with memsim')
    .option('--json', 'as data')
    .action(async (flags: JsonFlag) => {
      const { listPlatforms } = await import('../actions/platforms.ts');
      done(listPlatforms(context.host, flags));
    });
}
