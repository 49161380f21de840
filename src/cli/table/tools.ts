/** The drop-in tools, tools of the system, the verbs of ndctl, and help. */
import type { ToolName } from '../../machine/tools.ts';
import type { SystemToolName } from '../actions/system-tool.ts';
import { jsonOption } from './options.ts';
import { passThrough } from './pass-through.ts';
import type { Row } from './row.ts';
import {
  CXL_VERBS,
  cxlVerbNamed,
  NDCTL_VERBS,
  ndctlVerbNamed,
  needsNoMachine,
  type ToolVerb,
  toolAccess,
} from './verbs.ts';

type InLessons = (args: readonly string[]) => boolean;

const verbsInLessons =
  (verbNamed: typeof cxlVerbNamed): InLessons =>
  (args) =>
    needsNoMachine(args) || verbNamed(args[0])?.inLessons === true;
const cxlInLessons = verbsInLessons(cxlVerbNamed);

const toolRow = (words: ToolName, about: string, inLessons: InLessons): Row => ({
  words,
  group: 'tools',
  about,
  access: toolAccess,
  logged: true,
  inLessons,
  define: passThrough,
  passThrough: 'untouched',
  load: async () => (await import('../actions/tool.ts')).toolAction(words),
});

const verbLines = CXL_VERBS.map(({ verb, about }) => `  ${verb.padEnd(17)}${about}\n`).join('');

/** `memsim cxl ..`: its verbs print the kernel's log and the changes too. */
const cxlRow: Row = {
  ...toolRow('cxl', 'run cxl, then print what changed', cxlInLessons),
  passThrough: 'with-own-options',
  after: `
Verbs:
${verbLines}
'memsim help cxl VERB' prints the options of a verb. memsim under the name cxl
prints the output of the tool and nothing else.
`,
  load: async () => (await import('../actions/tool.ts')).cxlAction,
};

const verbRow = ({ verb, about, inLessons }: ToolVerb): Row => ({
  words: verb,
  group: 'ndctl',
  about,
  access: (args) => toolAccess([verb, ...args]),
  logged: true,
  ...(inLessons && { inLessons }),
  define: passThrough,
  passThrough: 'with-own-options',
  load: async () => (await import('../actions/tool.ts')).verbAction(verb),
});

const systemRow = (
  words: SystemToolName,
  about: string,
  use: Pick<Row, 'group' | 'inLessons' | 'logged'> & { access: 'read' | 'write' },
): Row => ({
  words,
  about,
  ...use,
  define: passThrough,
  passThrough: 'with-own-options',
  load: async () => (await import('../actions/system-tool.ts')).systemToolAction(words),
});

const LOOKS = { group: 'views', access: 'read', inLessons: true } as const;
const LOADS = { group: 'tools', access: 'write', logged: true } as const;

export const TOOL_ROWS: readonly Row[] = [
  toolRow('ndctl', 'run ndctl: its output and exit code, nothing else', verbsInLessons(ndctlVerbNamed)),
  toolRow('daxctl', 'run daxctl likewise', (args) => needsNoMachine(args) || args[0] === 'list'),
  cxlRow,
  systemRow('lsmem', 'list ranges of memory blocks, as lsmem of util-linux does', LOOKS),
  systemRow('numactl', 'show the nodes, as numactl -H does', LOOKS),
  systemRow('modprobe', 'load or unload a module and those it needs, as modprobe of kmod', LOADS),
  systemRow('rmmod', 'unload modules likewise', LOADS),
  systemRow('lsmod', 'list the loaded modules likewise', { ...LOOKS, group: 'tools' }),
  systemRow('modinfo', 'describe modules likewise', { ...LOOKS, group: 'tools' }),
  ...NDCTL_VERBS.map(verbRow),
  {
    words: 'help',
    group: 'shell',
    about: 'print the help of a command',
    access: 'none',
    inLessons: true,
    define: (command) => void jsonOption(command.argument('[command...]')),
    load: async () => (await import('../actions/help.ts')).help,
  },
];

const CXL_DROP_IN = toolRow('cxl', cxlRow.about, cxlInLessons);

/** The row of a tool that is called by its own name: all words are the tool's. */
export const dropInRow = (name: ToolName): Row =>
  name === 'cxl' ? CXL_DROP_IN : TOOL_ROWS.find(({ words }) => words === name)!;
