/** docs/tools.md: the commands of ndctl and daxctl, from the tables that parse their command lines. */
import { CXL_VERBS, DAXCTL_VERBS, NDCTL_VERBS } from '../../src/cli/table/verbs.ts';
import { cxlVerbs } from '../../src/tools/cxl/main.ts';
import { daxctlVerbs } from '../../src/tools/daxctl/main.ts';
import { ndctlVerbs } from '../../src/tools/ndctl/main.ts';
import { usageText } from '../../src/tools/util/usage.ts';
import type { Verb } from '../../src/tools/util/verbs.ts';
import { GENERATED, textBlock } from './markdown.ts';

const INTRODUCTION = `# ndctl, daxctl and cxl

memsim emulates version 76.1 of these tools. Links to memsim with these names, and \`memsim ndctl ..\`, print exactly
what the tools print: standard output, standard error and exit status. The verbs of ndctl are commands of memsim too
(\`memsim create-namespace\`), and those of daxctl and cxl behind their names (\`memsim cxl create-region\`): then a
line for each object that changed, the kernel's log lines and the changes of the machine follow on standard error,
and memsim's own long options may stand among the tool's. \`memsim daxctl --quiet ..\` prints the tool's output alone.

Below are the usage texts that \`ndctl help COMMAND\`, \`daxctl help COMMAND\` and \`cxl help COMMAND\` print.
`;

const about = new Map<string, string>([
  ...NDCTL_VERBS.map((row) => [`ndctl ${row.verb}`, row.about] as const),
  ...DAXCTL_VERBS.map((row) => [`daxctl ${row.verb}`, row.about] as const),
  ...CXL_VERBS.map((row) => [`cxl ${row.verb}`, row.about] as const),
]);

function verbText(tool: string, { name, syntax }: Verb): string {
  const text = about.get(`${tool} ${name}`);
  const head = `### ${tool} ${name}\n`;
  return [
    head,
    ...(text === undefined ? [] : [`${text[0]!.toUpperCase()}${text.slice(1)}.\n`]),
    textBlock(usageText(syntax).trim()),
  ].join('\n');
}

/** The page: the verbs of each tool with their usage texts. */
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
