/** Releases and changes as text. */
import type { ChangeDetails, KernelChange, ReleaseEntry } from '../../../experiments/releases.ts';
import type { Evidence } from '../../../kernel/history/releases.ts';
import { counted, hanging, joinLines, visibleWidth, wrapWords } from '../../base/text.ts';
import { type Paint, paintFor, type Terminal } from '../../base/theme.ts';
import { renderTable } from '../table.ts';

const INDENT = '    ';

/** The releases; the column of new changes is cut on a narrow terminal. */
export function renderReleases(entries: ReleaseEntry[], terminal: Terminal): string {
  const rows = entries.map(({ name, uname, evidence, brings, drops }) => [
    name,
    uname,
    evidence,
    [...brings, ...drops.map((id) => `-${id}`)].join(', '),
  ]);
  const columns = [
    { head: 'kernel' },
    { head: 'uname -r' },
    { head: 'known as' },
    { head: 'what is new', wrap: true },
  ];
  return renderTable(columns, rows, terminal);
}

const sinceText = ({ since, until }: KernelChange): string => {
  if (since === 'never') return 'posted, not merged';
  return until === undefined ? `since ${since}` : `${since} to before ${until}`;
};

/** A change in a few lines: its names, and its effect for users. */
function changeLines(change: KernelChange, paint: Paint, width: number, mark = ''): string[] {
  const { id, commit, title, effect } = change;
  const facts = [sinceText(change), ...(commit === undefined ? [] : [commit])].join(', ');
  const below = (text: string): string[] =>
    wrapWords(text, width - INDENT.length).map((line) => INDENT + line);
  const head = `${mark}${paint.bold(id)}`;
  const isNarrow = visibleWidth(`${head}  ${facts}`) > width;
  return [
    ...(isNarrow ? [head, ...below(facts).map(paint.dim)] : [`${head}  ${paint.dim(facts)}`]),
    ...below(title).map(paint.dim),
    ...below(effect),
  ];
}

/** Changes grouped by subsystem. */
function bySubsystem(changes: KernelChange[], { width, color }: Terminal, mark = ''): string[] {
  const paint = paintFor({ color });
  const names = [...new Set(changes.map(({ subsystem }) => subsystem))];
  return names.flatMap((name) => [
    '',
    ...wrapWords(name, width).map((line) => paint.hue('blue', line)),
    ...changes
      .filter(({ subsystem }) => subsystem === name)
      .flatMap((change) => changeLines(change, paint, width, mark)),
  ]);
}

const EVIDENCE: Readonly<Record<Evidence, string>> = {
  recorded: 'recorded: its answers are compared with those of a running kernel',
  read: 'read: its source was read, no kernel was recorded',
  reported: 'reported: its changes are known from their commits and from messages',
};

export interface ReleaseModel {
  uname: string;
  evidence: Evidence;
  config: Record<string, boolean>;
  changes: KernelChange[];
}

/** Build options and changes of a release. */
export function renderRelease(
  { uname, evidence, config, changes }: ReleaseModel,
  terminal: Terminal,
): string {
  const options = Object.entries(config).map(([option, on]) => `CONFIG_${option}=${on ? 'y' : 'n'}`);
  return joinLines([
    `${paintFor(terminal).bold(uname)}: ${counted(changes.length, 'change')}`,
    ...wrapWords(EVIDENCE[evidence], terminal.width),
    ...wrapWords(options.join(' '), terminal.width),
    ...bySubsystem(changes, terminal),
  ]);
}

export interface DiffModel {
  from: string;
  to: string;
  added: KernelChange[];
  removed: KernelChange[];
}

/** Changes that only one of two releases has. */
export function renderDiff({ from, to, added, removed }: DiffModel, terminal: Terminal): string {
  const paint = paintFor(terminal);
  if (added.length + removed.length === 0) return `${from} and ${to} have the same changes\n`;
  const part = (words: string, changes: KernelChange[], mark: string): string[] =>
    changes.length === 0 ? [] : [paint.bold(words), ...bySubsystem(changes, terminal, mark), ''];
  const lines = [
    ...part(`${to} has, ${from} lacks: ${counted(added.length, 'change')}`, added, '+ '),
    ...part(`${from} has, ${to} lacks: ${counted(removed.length, 'change')}`, removed, '- '),
  ];
  return joinLines(lines.slice(0, -1));
}

export interface DossierModel extends ChangeDetails {
  /** Names of the scenarios that it fixes. */
  scenarios: string[];
}

/** Columns of the names of facts. */
const FACT = 15;

/** All facts about one change, one per line. */
export function renderChange(change: DossierModel, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const { id, subsystem, commit, title, effect, fixes, fixedBy, invisible, releases, scenarios } = change;
  const { backports = [], dropped = [] } = change;
  const facts: [string, string | undefined][] = [
    ['title', title],
    ['commit', commit],
    ['part', subsystem],
    ['in kernels', sinceText(change)],
    ['also in', backports.join(', ')],
    ['dropped in', dropped.join(', ')],
    ['effect', effect],
    ['not visible', invisible],
    ['fixes', fixes],
    ['fixed by', fixedBy.join(', ')],
    ['scenarios', scenarios.join(', ')],
    ['releases', releases.join(' ') || 'none'],
  ];
  const lines = facts.flatMap(([name, words = '']) =>
    words === '' ? [] : hanging(name.padEnd(FACT), words, terminal.width),
  );
  return joinLines([paint.bold(id), ...lines]);
}
