/** The drop-in tools, the verbs of ndctl, and help. */
import type { Command } from 'commander';
import type { ToolName } from '../../machine/tools.ts';
import type { SystemToolName } from '../actions/system-tool.ts';
import { jsonOption } from './options.ts';
import type { Row } from './row.ts';
import { NDCTL_VERBS, type NdctlVerb, onlyTalks, toolAccess, verbNamed } from './verbs.ts';

/** Passes all words to the tool, options included. */
const passThrough = (command: Command): void =>
  void command.argument('[args...]').allowUnknownOption().passThroughOptions().helpOption(false);

const ndctlInLessons = (args: readonly string[]): boolean =>
  onlyTalks(args) || verbNamed(args[0])?.inLessons === true;

const toolRow = (words: ToolName, about: string, inLessons: (args: readonly string[]) => boolean): Row => ({
  words,
  group: 'tools',
  about,
  access: toolAccess,
  noted: true,
  inLessons,
  define: passThrough,
  passThrough: 'untouched',
  load: async () => (await import('../actions/tool.ts')).toolAction(words),
});

const verbRow = ({ verb, about, inLessons }: NdctlVerb): Row => ({
  words: verb,
  group: 'ndctl',
  about,
  access: (args) => toolAccess([verb, ...args]),
  noted: true,
  ...(inLessons && { inLessons }),
  define: passThrough,
  passThrough: 'with-own-options',
  load: async () => (await import('../actions/tool.ts')).verbAction(verb),
});

const systemRow = (words: SystemToolName, about: string): Row => ({
  words,
  group: 'views',
  about,
  access: 'read',
  inLessons: true,
  define: passThrough,
  passThrough: 'with-own-options',
  load: async () => (await import('../actions/system-tool.ts')).systemToolAction(words),
});

export const TOOL_ROWS: readonly Row[] = [
  toolRow('ndctl', 'run ndctl: its output and exit code, nothing else', ndctlInLessons),
  toolRow('daxctl', 'run daxctl likewise', (args) => onlyTalks(args) || args[0] === 'list'),
  toolRow('cxl', 'run cxl likewise', (args) => onlyTalks(args) || args[0] === 'list'),
  systemRow('lsmem', 'list ranges of memory blocks, as lsmem of util-linux does'),
  systemRow('numactl', 'show the nodes, as numactl -H does'),
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
