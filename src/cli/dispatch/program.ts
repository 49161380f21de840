/** The command table as commander reads a command line by it. */
import { Command, CommanderError } from 'commander';
import { EXIT } from '../../machine/refusal.ts';
import { version } from '../input/version.ts';
import type { Caller } from '../session/session.ts';
import { parseColor, parseViews, type Settings } from '../session/settings.ts';
import type { Row } from '../table/row.ts';
import { familyNamed, firstWord, TABLE } from '../table/table.ts';
import type { Call, RunCall } from './call.ts';

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

/** memsim's own options, which fill in the settings of the call. */
function addOwnOptions(program: Command, change: (part: Partial<Settings>) => void): void {
  program
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
    .on('option:no-color', () => change({ color: 'never' }));
}

/** The command of a family: made with the first row that belongs to it. */
function familyCommand(program: Command, word: string): Command {
  const known = program.commands.find((command) => command.name() === word);
  if (known !== undefined) return known;
  const { about, after } = familyNamed(word)!;
  const command = program.command(word).description(about);
  if (after !== undefined) command.addHelpText('after', after);
  return command;
}

function addRow(program: Command, row: Row, run: (call: Omit<Call, 'settings'>) => Promise<void>): void {
  const [first = '', second] = row.words.split(' ');
  const parent = second === undefined ? program : familyCommand(program, first);
  const command = parent.command(second ?? first, { hidden: row.hidden === true }).description(row.about);
  row.define?.(command);
  if (row.after !== undefined) command.addHelpText('after', row.after);
  command.action((...given: unknown[]) => run({ row, operands: command.args, args: given.slice(0, -1) }));
}

/** What the program is of no use without: where it prints, and the options that hold. */
type Setting = Pick<Caller, 'host' | 'settings' | 'out' | 'err'>;

/**
 * The table as a program of commander's.
 *
 * @param wanted the first word of the command that the line names, where it is known: others are left out
 */
export function buildProgram(
  { host, settings, out, err }: Setting,
  run: (call: Call) => Promise<void> = async () => {},
  wanted?: string,
): Command {
  const program = new Command('memsim');
  let own = settings;
  program
    .description('A persistent-memory machine in a terminal: ndctl, daxctl and the kernel behind them')
    .usage('[options] COMMAND [ARGS]')
    .version(version(host.packageRoot))
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .addHelpText('after', EXAMPLES)
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: (text) => err.write(text),
      getOutHelpWidth: () => out.columns,
      getErrHelpWidth: () => err.columns,
    })
    .exitOverride();
  addOwnOptions(program, (part) => {
    own = { ...own, ...part };
  });
  for (const row of TABLE)
    if (wanted === undefined || firstWord(row) === wanted)
      addRow(program, row, (call) => run({ ...call, settings: own }));
  return program;
}

/** The first word where it calls a command: no other rows are needed to read the line. */
function wantedOf([first]: readonly string[]): string | undefined {
  return TABLE.some((row) => firstWord(row) === first) ? first : undefined;
}

/** Reads a command line and runs its command; 0 for help and version, 2 for a usage error. */
export async function parse(caller: Setting, argv: readonly string[], run: RunCall): Promise<number> {
  let code = 0;
  const keepCode = async (call: Call): Promise<void> => {
    code = await run(call);
  };
  try {
    await buildProgram(caller, keepCode, wantedOf(argv)).parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : EXIT.usage;
  }
}
