/** The command table as a program of commander. */
import { Command, CommanderError, Option } from 'commander';
import { EXIT } from '../../machine/refusal.ts';
import { hanging } from '../../views/base/text.ts';
import { version } from '../input/version.ts';
import type { Host } from '../session/host.ts';
import type { Caller } from '../session/session.ts';
import { parseColor, parseViews, type Settings } from '../session/settings.ts';
import { GROUPS } from '../table/groups.ts';
import { OWN_OPTIONS } from '../table/own-options.ts';
import type { Row } from '../table/row.ts';
import { familyNamed, firstWord, rowOf, TABLE } from '../table/table.ts';
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

type Setting = Pick<Caller, 'host' | 'settings' | 'out' | 'err'>;

/** The line that a program parses. A program parses one after another. */
interface Line extends Setting {
  settings: Settings;
  /** Called with the parsed line. */
  run(call: Call): Promise<void>;
}

function change(line: Line, part: Partial<Settings>): void {
  line.settings = { ...line.settings, ...part };
}

/** Adds memsim's own options, which change the settings of the line. */
function addOwnOptions(program: Command, line: Line): void {
  for (const { flags, about } of OWN_OPTIONS) program.option(flags, about);
  program
    .on('option:state', (state: string) => change(line, { state }))
    .on('option:quiet', () => change(line, { quiet: true }))
    .on('option:view', (list: string) => change(line, { views: parseViews(list) }))
    .on('option:film', (film: string) => change(line, { film }))
    .on('option:color', (when: string) => change(line, { color: parseColor(when) }))
    .on('option:no-color', () => change(line, { color: 'never' }));
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
const quietOption = (command: Command, line: Line): Command =>
  command.addOption(new Option('-q').hideHelp()).on('option:q', () => change(line, { quiet: true }));

/** Refuses options of `explain` before `cxl`, which its own action would have used. */
function refuseEarlyOptions(command: Command, parent: Command, words: string): void {
  const early = parent.options.find(
    (option) => !option.hidden && parent.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (early !== undefined) command.error(`error: option '${early.long}' belongs behind '${words}'`);
}

function addRow(program: Command, row: Row, line: Line): void {
  const [first = '', second] = row.words.split(' ');
  const parent = second === undefined ? program : familyCommand(program, first);
  const command = parent.command(second ?? first, { hidden: row.hidden === true }).description(row.about);
  if (second === undefined) command.helpGroup(`${GROUPS[row.group]}:`);
  if (row.part !== undefined) command.helpGroup(`${row.part}:`);
  row.define?.(command);
  if (row.passThrough === undefined) quietOption(command, line);
  if (row.after !== undefined) command.addHelpText('after', row.after);
  command.configureOutput({ outputError: usageErrorPrinter(row.words) });
  command.action((...given: unknown[]) => {
    if (second !== undefined) refuseEarlyOptions(command, parent, row.words);
    return line.run({ row, settings: line.settings, operands: command.args, args: given.slice(0, -1) });
  });
}

const ownOptions = ({ options }: Command): Option[] =>
  options.filter(({ flags }) => OWN_OPTIONS.some((own) => own.flags === flags));

/** The program without its commands. */
function newProgram(line: Line): Command {
  const program = new Command('memsim');
  program
    .description('A Linux machine with persistent memory, emulated: its kernel, ndctl and daxctl')
    .usage('[options] COMMAND [ARGS]')
    .version(version(line.host.packageRoot), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureHelp({
      subcommandTerm: byName,
      showGlobalOptions: true,
      formatItem: (term, width, about, { helpWidth = MAX_WIDTH }) =>
        hanging(`  ${term.padEnd(width)}  `, about, helpWidth).join('\n'),
      visibleGlobalOptions: (command) => (command === program ? [] : ownOptions(program)),
      styleTitle: (title) => (title === 'Global Options:' ? 'Options of memsim:' : title),
    })
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .addHelpText('after', EXAMPLES)
    .configureOutput({
      writeOut: (text) => line.out.write(text),
      writeErr: (text) => line.err.write(text),
      outputError: usageErrorPrinter(),
      getOutHelpWidth: () => Math.min(line.out.columns, MAX_WIDTH),
      getErrHelpWidth: () => Math.min(line.err.columns, MAX_WIDTH),
    })
    .exitOverride();
  addOwnOptions(program, line);
  return program;
}

/** Rows in the order of their groups. */
const listed = (): Row[] =>
  Object.keys(GROUPS).flatMap((group) => TABLE.filter((row) => row.group === group));

/** @param wanted first word of the only commands to add, for speed; undefined for all */
function programOf(line: Line, wanted?: string): Command {
  const program = newProgram(line);
  for (const row of listed())
    if (wanted === undefined || firstWord(row) === wanted) addRow(program, row, line);
  return program;
}

/** The program of the table, for its help and its commands. */
export const buildProgram = ({ host, settings, out, err }: Setting): Command =>
  programOf({ host, settings, out, err, run: async () => {} });

interface Parser {
  command: Command;
  line: Line;
}

/** Commands of a script by first word: to build one takes longer than to parse a line. */
const parsers = new WeakMap<Host, Map<string, Parser>>();

/** The command that parses what follows the first word of `line`. */
function commandFor(line: Line, word: string): Command {
  const known = parsers.get(line.host) ?? new Map<string, Parser>();
  if (known.size === 0) parsers.set(line.host, known);
  const parser = known.get(word) ?? { command: programOf(line, word).commands[0]!, line };
  known.set(word, parser);
  Object.assign(parser.line, line);
  return parser.command;
}

/** The first word if it names a command. */
const commandOf = ([first = '']: readonly string[]): string | undefined =>
  (rowOf([first]) ?? familyNamed(first)) && first;

/** Parses a command line and runs it; returns 0 for help and version, 2 for a usage error. */
export async function parse(
  { host, settings, out, err }: Setting,
  argv: readonly string[],
  run: RunCall,
): Promise<number> {
  let code = 0;
  const line: Line = {
    host,
    settings,
    out,
    err,
    async run(call) {
      code = await run(call);
    },
  };
  const word = commandOf(argv);
  try {
    // The program would only find the command, which takes as long as the command's own words.
    if (word === undefined) await programOf(line).parseAsync([...argv], { from: 'user' });
    else await commandFor(line, word).parseAsync(argv.slice(1), { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : EXIT.usage;
  }
}
