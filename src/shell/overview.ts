/** `help` in the shell: the names of all commands, in the groups of `memsim --help`. */
import type { Host } from '../cli/session/host.ts';
import { GROUPS, type Group } from '../cli/table/groups.ts';
import { firstWord, TABLE } from '../cli/table/table.ts';
import { joinLines, wrapWords } from '../views/base/text.ts';
import { builtinSpecs } from './builtin-names.ts';

const INDENT = 2;
const MAX_WIDTH = 80;

/** Names of the commands of a group, each once; the shell's own are last in theirs. */
function namesIn(group: Group, { inPage }: Host): string[] {
  const rows = TABLE.filter((row) => row.group === group && !row.hidden && !(row.needsSystem && inPage)).map(
    firstWord,
  );
  const own = group === 'shell' ? builtinSpecs().map(({ name }) => name) : [];
  return [...new Set([...rows.filter((name) => name !== 'shell'), ...own])];
}

/** Names by group, wrapped to the terminal. */
export function overview(host: Host): string {
  const width = Math.min(host.stdout.columns, MAX_WIDTH) - INDENT;
  const groups = Object.entries(GROUPS).map(([group, title]) => {
    const lines = wrapWords(namesIn(group as Group, host).join(' '), width);
    return joinLines([`${title}:`, ...lines.map((line) => ' '.repeat(INDENT) + line)]);
  });
  const end = wrapWords("'help COMMAND' prints its help; Tab twice lists completions.", width + INDENT);
  return groups.join('') + joinLines(end);
}
