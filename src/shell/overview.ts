/** `help` in the shell: every command by name, in groups that fit the terminal. */
import type { CommandSpec } from '../cli/complete/spec.ts';
import type { Host } from '../cli/session/host.ts';
import { isNdctlVerb } from '../cli/table/verbs.ts';
import { isToolName } from '../machine/tools.ts';
import { wrapWords } from '../views/base/text.ts';
import { rootSpec } from './root-spec.ts';

const VIEWS = new Set(
  'sections map zones iomem e820 blocks pagemaps vmemmap dmesg status cat ls find peek'.split(' '),
);
const SHELL = new Set('undo redo snapshot restore help exit'.split(' '));

const GROUPS: readonly [title: string, belongs: (name: string) => boolean][] = [
  ['Namespaces, regions, DIMMs (ndctl)', isNdctlVerb],
  ['The tools as they are', isToolName],
  ['Looking', (name) => VIEWS.has(name)],
  ['The shell', (name) => SHELL.has(name)],
  ['The machine and more', () => true],
];

const INDENT = 2;
const WIDEST = 80;

/** Each command in the first group that it belongs to. */
function grouped(commands: readonly CommandSpec[]): [title: string, names: string[]][] {
  const of = (name: string): string => GROUPS.find(([, belongs]) => belongs(name))![0];
  return GROUPS.map(([title]) => [
    title,
    commands.map(({ name }) => name).filter((name) => of(name) === title),
  ]);
}

export async function overview(host: Host): Promise<string> {
  const { commands } = await rootSpec(host);
  const width = Math.min(host.stdout.columns, WIDEST) - INDENT;
  const groups = grouped(commands).map(([title, names]) => {
    const lines = wrapWords(names.join(' '), width).map((line) => `${' '.repeat(INDENT)}${line}\n`);
    return `${title}:\n${lines.join('')}`;
  });
  const end = wrapWords("'help COMMAND' explains one; Tab twice lists what can follow.", width + INDENT);
  return `${groups.join('')}${end.join('\n')}\n`;
}
