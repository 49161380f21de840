/** docs/kernels.md: releases and changes, from src/kernel/history. */
import { changeEntry, type KernelChange, releaseEntries } from '../../src/experiments/releases.ts';
import { CHANGE_IDS, type Subsystem } from '../../src/kernel/history/history.ts';
import { RELEASES } from '../../src/kernel/history/releases.ts';
import { anchor, code, GENERATED, plain } from './markdown.ts';

const INTRODUCTION = `# Kernels and changes

A kernel of memsim is a set of changes. A change is one visible effect of one commit or series; a release
contains a change from the release that introduced it until one that reverted it, with the backports and
reverts of stable releases. \`memsim kernel list\`, \`show\`, \`diff\` and \`change\` print the same tables, and
\`boot --with CHANGE --without CHANGE\` boots a release with other changes than its own.

Releases are known from recordings of that kernel (recorded), from its source (read), or from its commits and
messages about it (reported); [how true it is](truth.md) lists it by kind of memory. A change without a commit is one
whose commit is not known for certain.
`;

const changeLink = (id: string): string => `[${code(id)}](#${anchor(id)})`;
const listed = (ids: readonly string[]): string => ids.map(changeLink).join(', ');

function releaseTable(): string {
  const evidence = new Map(RELEASES.map((release) => [release.name, release.evidence]));
  const rows = releaseEntries().map(({ name, uname, changes, brings, drops }) => {
    const lost = drops.length === 0 ? '' : `${brings.length === 0 ? '' : '; '}without ${listed(drops)}`;
    return `| ${name} | ${code(uname)} | ${evidence.get(name)} | ${changes} | ${listed(brings)}${lost} |`;
  });
  const head = ['| release | `uname -r` | known from | changes | new in it |', '|---|---|---|---|---|'];
  return ['## Releases\n', ...head, ...rows, ''].join('\n');
}

function span({ since, until, backports = [], dropped = [] }: KernelChange): string {
  const parts = [since === 'never' ? 'posted, not merged' : `since ${since}`];
  if (until !== undefined) parts.push(`until ${until}`);
  if (backports.length > 0) parts.push(`in ${backports.join(', ')}`);
  if (dropped.length > 0) parts.push(`not in ${dropped.join(', ')}`);
  return parts.join('; ');
}

function changeText(change: KernelChange): string {
  const { id, title, commit, effect, fixes, invisible } = change;
  const lines = [
    `### ${id}\n`,
    `${plain(title)}${commit === undefined ? '' : ` (${code(commit)})`}; ${span(change)}.\n`,
    `${plain(effect)}\n`,
  ];
  if (fixes !== undefined) lines.push(`Fixes ${changeLink(fixes)}.\n`);
  if (invisible !== undefined) lines.push(`Recorded for completeness: ${plain(invisible)}.\n`);
  return lines.join('\n');
}

/** The page: releases, then changes by subsystem. */
export function kernelsPage(): string {
  const bySubsystem = new Map<Subsystem, KernelChange[]>();
  for (const change of CHANGE_IDS.map(changeEntry))
    bySubsystem.set(change.subsystem, [...(bySubsystem.get(change.subsystem) ?? []), change]);
  const sections = [...bySubsystem].map(([subsystem, changes]) =>
    [`## ${subsystem[0]!.toUpperCase()}${subsystem.slice(1)}\n`, ...changes.map(changeText)].join('\n'),
  );
  return [GENERATED, INTRODUCTION, releaseTable(), ...sections].join('\n');
}
