/** docs/commands.md: every command of memsim, from the command table. */

import { GROUPS } from '../../src/cli/table/groups.ts';
import { type CommandGroup, type CommandPage, commandGroups, ownOptions } from './command-pages.ts';
import { anchor, code, entryTable, GENERATED, plain, textBlock } from './markdown.ts';

const INTRODUCTION = `# Commands

Every command of memsim, as \`memsim help COMMAND\` prints it. The verbs of ndctl (\`memsim list\`, \`memsim
create-namespace\`) and those of the tools (\`memsim ndctl\`, \`memsim daxctl\`, \`memsim cxl\`) are in
[tools.md](tools.md).
`;

function commandText(page: CommandPage, level: string): string {
  const parts = [`${level} memsim ${page.words}\n`, `${sentence(page.about)} ${page.access}\n`];
  parts.push(textBlock(page.usage));
  if (page.arguments.length > 0) parts.push(entryTable(['argument', ''], page.arguments));
  if (page.options.length > 0) parts.push(entryTable(['option', ''], page.options));
  if (page.after !== '') parts.push(textBlock(page.after));
  return parts.join('\n');
}

/** A description of the table as a sentence. */
const sentence = (about: string): string => `${about[0]!.toUpperCase()}${plain(about.slice(1))}.`;

function groupText({ word, about, after, pages }: CommandGroup): string {
  if (pages.length === 1 && pages[0]!.words === word) return commandText(pages[0]!, '##');
  const parts = [`## memsim ${word}\n`, `${sentence(about)}\n`];
  if (after !== '') parts.push(textBlock(after));
  return [...parts, ...pages.map((page) => commandText(page, '###'))].join('\n');
}

function overview(groups: readonly CommandGroup[]): string {
  const line = ({ word, about }: CommandGroup): string =>
    `- [${code(word)}](#${anchor(`memsim ${word}`)}) ${plain(about)}\n`;
  const lists = Object.entries(GROUPS)
    .map(([id, title]) => ({ title, members: groups.filter(({ group }) => group === id) }))
    .filter(({ members }) => members.length > 0);
  return lists.map(({ title, members }) => `**${title}**\n\n${members.map(line).join('')}`).join('\n');
}

/** The page: a list of all commands, then each with its help. */
export function commandsPage(root: string): string {
  const groups = commandGroups(root);
  return [
    GENERATED,
    INTRODUCTION,
    overview(groups),
    '## Options of every command\n',
    entryTable(['option', ''], ownOptions(root)),
    ...groups.map(groupText),
  ].join('\n');
}
