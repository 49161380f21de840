/** Man pages: memsim(1), from the command table, and memsim-platform(5), from the schema of the file. */
import { GROUPS } from '../../src/cli/table/groups.ts';
import { RELEASES } from '../../src/kernel/history/releases.ts';
import {
  type CommandGroup,
  type CommandPage,
  commandGroups,
  type Entry,
  ownOptions,
} from './command-pages.ts';
import { listedFields, platformSchema } from './platform-schema.ts';
import { bold, entries, header, literal, paragraph, roff, section, subsection } from './roff.ts';

const firstRelease = RELEASES[0]!.name;
const lastRelease = RELEASES.at(-1)!.name;
const DESCRIPTION = `memsim boots a memory map and a set of NVDIMMs under a Linux kernel from ${firstRelease} to
${lastRelease}, takes the commands of ndctl, daxctl and cxl, and prints what the real machine prints. The machine is kept in a state folder between
commands. The verbs of ndctl are commands of memsim: memsim list. Called as ndctl, daxctl or cxl, through a link,
memsim is the tool itself; see ndctl(1), daxctl(1) and cxl(1).`;

const EXIT: Entry[] = [
  { term: '0', text: 'success' },
  { term: '1', text: 'the command failed, or found what it looks for (lint, replay, scenario run)' },
  { term: '2', text: 'invalid command line' },
  { term: '3', text: 'the state cannot be used: damaged, locked, or of a newer version' },
  { term: '130', text: 'interrupted' },
  { term: '141', text: 'the reader of its output is gone' },
];

const ENVIRONMENT: Entry[] = [
  { term: 'MEMSIM_STATE', text: 'the state folder, unless --state names one' },
  { term: 'MEMSIM_VIEW', text: 'the views of changes, unless --view names them' },
  { term: 'XDG_STATE_HOME', text: 'parent of the default state folder; ~/.local/state if it is not set' },
  {
    term: 'NDCTL_LOG, DAXCTL_LOG',
    text: 'log level of the libraries, as of the real ones: err, info, debug',
  },
  { term: 'NO_COLOR, FORCE_COLOR', text: 'colour never, or also where output is no terminal' },
];

function commandText(page: CommandPage): string {
  const lists = [page.arguments, page.options].filter((list) => list.length > 0).map(entries);
  const notes = page.after === '' ? [] : [literal(page.after)];
  return subsection(
    `memsim ${page.words}`,
    literal(page.usage),
    paragraph(`${page.about}. ${page.access}`),
    ...lists,
    ...notes,
  );
}

const groupText = ({ after, pages }: CommandGroup): string =>
  [...pages.map(commandText), ...(after === '' ? [] : [literal(after)])].join('\n');

function commandSections(root: string): string[] {
  const groups = commandGroups(root);
  return Object.entries(GROUPS)
    .map(([id, title]) => ({ title, members: groups.filter(({ group }) => group === id) }))
    .filter(({ members }) => members.length > 0)
    .map(({ title, members }) => section(title.toUpperCase(), ...members.map(groupText)));
}

const commandPage = (root: string, version: string): string =>
  [
    header('memsim', 1, version),
    section('NAME', 'memsim \\- emulate a Linux machine with persistent and device memory'),
    section('SYNOPSIS', '.B memsim\n[options] COMMAND [ARGS]'),
    section('DESCRIPTION', roff(DESCRIPTION)),
    section('OPTIONS', entries(ownOptions(root))),
    ...commandSections(root),
    section('EXIT STATUS', 'The verbs of ndctl exit as ndctl does.', entries(EXIT)),
    section('ENVIRONMENT', entries(ENVIRONMENT)),
    section(
      'SEE ALSO',
      `${bold('memsim-platform')}(5),\n${bold('ndctl')}(1),\n${bold('daxctl')}(1),\n${bold('cxl')}(1)`,
    ),
    '',
  ].join('\n');

const PLATFORM = `A platform file describes the hardware of a machine as JSON: the memory map of the BIOS, DIMMs and regions,
the SRAT, PCI devices. A quantity is a number, or a string with hexadecimal digits or a unit (K, M, G, T).
[] stands for each element of an array.`;

function platformPage(version: string): string {
  const fields = listedFields(platformSchema()).map(({ path, schema, required }) => ({
    term: path,
    text: `${schema.description ?? ''}${required ? ' Required.' : ''}`.trim(),
  }));
  return [
    header('memsim-platform', 5, version),
    section('NAME', 'memsim\\-platform \\- the platform file of memsim'),
    section('DESCRIPTION', roff(PLATFORM)),
    section('FIELDS', entries(fields)),
    section('SEE ALSO', `${bold('memsim')}(1)`),
    '',
  ].join('\n');
}

/** The pages by file name. */
export const manPages = (root: string, version: string): Map<string, string> =>
  new Map([
    ['memsim.1', commandPage(root, version)],
    ['memsim-platform.5', platformPage(version)],
  ]);
