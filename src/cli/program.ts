/**
 * The command table. Each action loads its own module when it is called, so that a command starts with
 * what it uses.
 */
import { Command } from 'commander';
import { stateFolder } from '../machine/state/state-folder.ts';
import { addAskingCommands } from './commands/asking.ts';
import { addHistoryCommands } from './commands/history.ts';
import { addHotplugCommands } from './commands/hotplug.ts';
import { addLessonCommands } from './commands/lessons.ts';
import { addLookingCommands } from './commands/looking.ts';
import { addMachineCommands } from './commands/machine.ts';
import { addScriptCommands } from './commands/scripts.ts';
import { addSharingCommands } from './commands/sharing.ts';
import { addShellCommands } from './commands/shell.ts';
import { addToolCommands } from './commands/tools.ts';
import { guardLesson } from './lesson-guard.ts';
import type { Context } from './session.ts';
import { parseColor, parseViews } from './settings.ts';
import { version } from './version.ts';

const EXAMPLES = `
Examples:
  memsim boot --cmdline 'memmap=4G!8G'        a machine with 4 GiB of persistent memory at 8 GiB
  memsim list -RN                             what ndctl sees
  memsim create-namespace -f -e namespace0.0 -m devdax
  memsim sections namespace0.0                the sections and sub-sections behind it
  memsim reboot --kernel 6.12                 the same media under another kernel
  memsim run script.txt --json                many commands in one process
  memsim lesson start                         learn by doing
`;

/** `kernel show 6.1`: names of the command and its parents, and its arguments. */
function wordsOf(command: Command): string[] {
  const words = [...command.args];
  for (let at = command; at.parent !== null; at = at.parent) words.unshift(at.name());
  return words;
}

/** The commands, in the order in which they are listed. */
const GROUPS = [
  addMachineCommands,
  addLookingCommands,
  addHotplugCommands,
  addHistoryCommands,
  addAskingCommands,
  addScriptCommands,
  addLessonCommands,
  addShellCommands,
  addSharingCommands,
  addToolCommands,
] as const;

/**
 * The table, for one command line; `context` gives actions their machine.
 *
 * @param wanted the command that the line names, where that is known: what comes behind it is left out
 */
export function buildProgram(context: Context, wanted?: string): Command {
  const { host } = context;
  const program = new Command('memsim');
  const change = (part: Partial<Context['settings']>): void => {
    context.settings = { ...context.settings, ...part };
  };
  program
    .description('A persistent-memory machine in a terminal: ndctl, daxctl and the kernel behind them')
    .usage('[options] COMMAND [ARGS]')
    .version(version(host.packageRoot))
    .option('--state <dir>', 'keep the machine in this folder')
    .option('-q, --quiet', "no log lines and no views after a command's own words")
    .option('--view <list>', 'what to show of a change: sections,sysfs,iomem,zones, all or none')
    .option('--trace', 'what the kernel did, as ftrace draws it; --trace=sysfs: the files touched')
    .option('--interactive', 'ask for what a command misses')
    .option('--color <when>', 'auto, always or never')
    .option('--no-color', 'the same as --color never')
    .on('option:state', (state: string) => change({ state }))
    .on('option:quiet', () => change({ quiet: true }))
    .on('option:view', (list: string) => change({ views: parseViews(list) }))
    .on('option:color', (when: string) => change({ color: parseColor(when) }))
    .on('option:no-color', () => change({ color: 'never' }))
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .addHelpText('after', EXAMPLES)
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
      getOutHelpWidth: () => host.stdout.columns,
      getErrHelpWidth: () => host.stderr.columns,
    })
    .hook('preAction', (_, command) =>
      guardLesson(stateFolder(context.settings.state, host.env), host.packageRoot, wordsOf(command)),
    )
    .exitOverride();
  for (const add of GROUPS) {
    add(program, context);
    if (program.commands.some((command) => command.name() === wanted)) break;
  }
  return program;
}
