/** The drop-in tools, tools of the system, the verbs of ndctl, and help. */
import type { ToolName } from '../../machine/tools.ts';
import type { SystemToolName } from '../actions/system-tool.ts';
import { jsonOption } from './options.ts';
import { passThrough } from './pass-through.ts';
import type { Row } from './row.ts';
import {
  CXL_VERBS,
  DAXCTL_VERBS,
  NDCTL_VERBS,
  needsNoMachine,
  type ToolVerb,
  toolAccess,
  verbNamed,
} from './verbs.ts';

/** A tool whose words are all its own: it prints its output and nothing else. */
const dropIn = (words: ToolName): Row => ({
  words,
  group: 'tools',
  about: `run ${words}: its output and exit code, nothing else`,
  access: toolAccess,
  logged: true,
  inLessons: (args) => needsNoMachine(args) || verbNamed(words, args[0])?.inLessons === true,
  define: passThrough,
  passThrough: 'untouched',
  load: async () => (await import('../actions/tool.ts')).toolAction(words),
});

const DROP_INS: Readonly<Record<ToolName, Row>> = {
  ndctl: {
    ...dropIn('ndctl'),
    after: `
Its verbs are commands of memsim too, which then print what changed: 'memsim
create-namespace'. 'memsim help VERB' prints the options of a verb.
`,
  },
  daxctl: dropIn('daxctl'),
  cxl: dropIn('cxl'),
};

const verbLines = (verbs: readonly ToolVerb[]): string =>
  verbs.map(({ verb, about }) => `  ${verb.padEnd(22)}${about}\n`).join('');

/** `memsim daxctl ..`, `memsim cxl ..`: the verbs print the kernel's log and the changes too. */
const followedRow = (words: 'daxctl' | 'cxl', verbs: readonly ToolVerb[]): Row => ({
  ...DROP_INS[words],
  about: `run ${words}, then print what changed`,
  passThrough: 'with-own-options',
  after: `
Verbs:
${verbLines(verbs)}
'memsim help ${words} VERB' prints the options of a verb. memsim under the name
${words} prints the output of the tool and nothing else.
`,
  load: async () => (await import('../actions/tool.ts')).followedAction(words),
});

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
  DROP_INS.ndctl,
  followedRow('daxctl', DAXCTL_VERBS),
  followedRow('cxl', CXL_VERBS),
  systemRow('lsmem', 'list ranges of memory blocks, as lsmem of util-linux does', LOOKS),
  systemRow('numactl', 'show the nodes, with -H: numactl -H', LOOKS),
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

/** The row of a tool that is called by its own name: all words are the tool's. */
export const dropInRow = (name: ToolName): Row => DROP_INS[name];
