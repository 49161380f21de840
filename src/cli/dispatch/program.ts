/** The command table as a program of commander. */
import { Command, CommanderError, Option } from 'commander';
import { EXIT } from '../../machine/refusal.ts';
import { version } from '../input/version.ts';
import type { Caller } from '../session/session.ts';
import { parseColor, parseViews, type Settings } from '../session/settings.ts';
import { GROUPS } from '../table/groups.ts';
import { OWN_OPTIONS } from '../table/own-options.ts';
import type { Row } from '../table/row.ts';
import { familyNamed, firstWord, TABLE } from '../table/table.ts';
import type { Call, RunCall } from './call.ts';
import { usageErrorPrinter } from './usage-error.ts';

const EXAMPLES = `
Examples:
  memsim boot --cmdline 'memmap=4G!8G'   4 GiB of persistent memory at 8 GiB
  memsim list -RN                        what ndctl lists
  memsim create-namespace -f -e namespace0.0 -m devdax
  memsim sections namespace0.0           its sections and sub-sections
  memsim reboot --kernel 6.12            the same media with another kernel
  memsim run script.txt --json           many commands in one process
  memsim lesson start                    learn with exercises
`;

/** Columns of help texts at most. */
const MAX_WIDTH = 80;

/** Adds memsim's own options; `change` receives their values. */
function addOwnOptions(program: Command, change: (part: Partial<Settings>) => void): void {
  for (const { flags, about } of OWN_OPTIONS) program.option(flags, about);
  program
    .on('option:state', (state: string) => change({ state }))
    .on('option:quiet', () => change({ quiet: true }))
    .on('option:view', (list: string) => change({ views: parseViews(list) }))
    .on('option:film', (film: string) => change({ film }))
    .on('option:color', (when: string) => change({ color: parseColor(when) }))
    .on('option:no-color', () => change({ color: 'never' }));
}

/** Lists show names only: arguments are in the help of each command. */
const byName = (command: Command): string => command.name();

/** The command of a family, added with its first row. */
function familyCommand(program: Command, word: string): Command {
  const known = program.commands.find((command) => command.name() === word);
  if (known !== undefined) return known;
  const { about, after, group } = familyNamed(word)!;
  const command = program.command(word).description(about).helpGroup(`${GROUPS[group]}:`);
  if (after !== undefined) command.addHelpText('after', after);
  return command.configureOutput({ outputError: usageErrorPrinter(word) });
}

/** Adds -q behind the name of a command of memsim; to a tool it belongs itself, and --quiet is taken before. */
const quietOption = (command: Command, quiet: () => void): Command =>
  command.addOption(new Option('-q').hideHelp()).on('option:q', quiet);

interface RowUse {
  run(call: Omit<Call, 'settings'>): Promise<void>;
  /** Called for -q behind the name. */
  quiet(): void;
}

function addRow(program: Command, row: Row, { run, quiet }: RowUse): void {
  const [first = '', second] = row.words.split(' ');
  const parent = second === undefined ? program : familyCommand(program, first);
  const command = parent.command(second ?? first, { hidden: row.hidden === true }).description(row.about);
  if (second === undefined) command.helpGroup(`${GROUPS[row.group]}:`);
  if (row.part !== undefined) command.helpGroup(`${row.part}:`);
  row.define?.(command);
  if (row.passThrough === undefined) quietOption(command, quiet);
  if (row.after !== undefined) command.addHelpText('after', row.after);
  command.configureOutput({ outputError: usageErrorPrinter(row.words) });
  command.action((...given: unknown[]) => run({ row, operands: command.args, args: given.slice(0, -1) }));
}

const ownOptions = ({ options }: Command): Option[] =>
  options.filter(({ flags }) => OWN_OPTIONS.some((own) => own.flags === flags));

type Setting = Pick<Caller, 'host' | 'settings' | 'out' | 'err'>;

/** The program without its commands. */
function newProgram({ host, out, err }: Setting, change: (part: Partial<Settings>) => void): Command {
  const program = new Command('memsim');
  program
    .description('A Linux machine with persistent memory, emulated: its kernel, ndctl and daxctl')
    .usage('[options] COMMAND [ARGS]')
    .version(version(host.packageRoot), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureHelp({
      subcommandTerm: byName,
      showGlobalOptions: true,
      visibleGlobalOptions: (command) => (command === program ? [] : ownOptions(program)),
      styleTitle: (title) => (title === 'Global Options:' ? 'Options of memsim:' : title),
    })
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .addHelpText('after', EXAMPLES)
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: (text) => err.write(text),
      outputError: usageErrorPrinter(),
      getOutHelpWidth: () => Math.min(out.columns, MAX_WIDTH),
      getErrHelpWidth: () => Math.min(err.columns, MAX_WIDTH),
    })
    .exitOverride();
  addOwnOptions(program, change);
  return program;
}

/** Rows in the order of their groups. */
const listed = (): Row[] =>
  Object.keys(GROUPS).flatMap((group) => TABLE.filter((row) => row.group === group));

/**
 * The program of the table.
 *
 * @param run called with a parsed command line
 * @param wanted first word of the only commands to add, for speed; undefined for all
 */
export function buildProgram(
  setting: Setting,
  run: (call: Call) => Promise<void> = async () => {},
  wanted?: string,
): Command {
  let { settings } = setting;
  const change = (part: Partial<Settings>): void => {
    settings = { ...settings, ...part };
  };
  const program = newProgram(setting, change);
  const quiet = (): void => change({ quiet: true });
  for (const row of listed())
    if (wanted === undefined || firstWord(row) === wanted)
      addRow(program, row, { run: (call) => run({ ...call, settings }), quiet });
  return program;
}

/** The first word if it names a command: the line is parsed by its rows alone. */
function wantedOf([first]: readonly string[]): string | undefined {
  return TABLE.some((row) => firstWord(row) === first) ? first : undefined;
}

/** Parses a command line and runs it; returns 0 for help and version, 2 for a usage error. */
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
