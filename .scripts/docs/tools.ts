/** docs/tools.md: the commands of ndctl and daxctl, from the tables that parse their command lines. */
import { NDCTL_VERBS } from '../../src/cli/table/verbs.ts';
import { cxlVerbs } from '../../src/tools/cxl/main.ts';
import { daxctlVerbs } from '../../src/tools/daxctl/main.ts';
import { ndctlVerbs } from '../../src/tools/ndctl/main.ts';
import { usageText } from '../../src/tools/util/usage.ts';
import type { Verb } from '../../src/tools/util/verbs.ts';
import { GENERATED, textBlock } from './markdown.ts';

const INTRODUCTION = `# ndctl, daxctl and cxl

memsim emulates version 76.1 of these tools. \`memsim ndctl ..\`, \`memsim daxctl ..\` and \`memsim cxl ..\`, and
links to memsim with these names, print exactly what the tools print: standard output, standard error and exit status. The
verbs of ndctl are commands of memsim too (\`memsim list\`): then the kernel's log lines and the changes of
the machine follow on standard error, and memsim's own long options may stand among the tool's.

Below are the usage texts that \`ndctl help COMMAND\`, \`daxctl help COMMAND\` and \`cxl help COMMAND\` print.
`;

const about = new Map(NDCTL_VERBS.map((row) => [row.verb, row.about]));

function verbText(tool: string, { name, syntax }: Verb): string {
  const text = tool === 'ndctl' ? about.get(name) : undefined;
  const head = `### ${tool} ${name}\n`;
  return [
    head,
    ...(text === undefined ? [] : [`${text[0]!.toUpperCase()}${text.slice(1)}.\n`]),
    textBlock(usageText(syntax).trim()),
  ].join('\n');
}

export const toolsPage = (): string =>
  [
    GENERATED,
    INTRODUCTION,
    '## ndctl\n',
    ...ndctlVerbs.map((verb) => verbText('ndctl', verb)),
    '## daxctl\n',
    ...daxctlVerbs.map((verb) => verbText('daxctl', verb)),
    '## cxl\n',
    ...cxlVerbs.map((verb) => verbText('cxl', verb)),
  ].join('\n');
