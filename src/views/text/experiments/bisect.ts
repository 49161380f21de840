/** The result of a bisection as text. */
import { joinLines, wrapWords } from '../../base/text.ts';
import { paintFor, type Terminal } from '../../base/theme.ts';

export interface ToggleModel {
  kind: 'add' | 'remove' | 'config';
  /** `id (commit, title)`. */
  title: string;
  /** The option that applies it: `--with ID`. */
  option: string;
}

export interface FindingModel {
  good: string;
  bad: string;
  toggles: ToggleModel[];
  needed: boolean;
  others: ToggleModel[];
}

export interface BisectModel {
  /** Outcomes of the good and the bad kernel. */
  good: string;
  bad: string;
  /** Number of kernels on which the script ran. */
  tried: number;
  answer: FindingModel;
  /** Releases between which the outcome turned by another change than the deciding one. */
  turn?: FindingModel | undefined;
}

/** The sentence about the finding. */
function verdict({ good, bad }: BisectModel, { toggles }: FindingModel): string {
  const [only] = toggles;
  if (only === undefined) return 'no known change or build option makes the difference';
  const kind = only.kind === 'config' ? 'build option' : 'change';
  if (toggles.length > 1)
    return `no single change suffices; these ${toggles.length} together turn '${bad}' into '${good}':`;
  if (only.kind === 'remove') return `${kind} ${only.title} turns '${good}' into '${bad}'`;
  return `${kind} ${only.title} turns '${bad}' into '${good}'`;
}

/** The runs that verify the finding. */
function proof(model: BisectModel, { good, bad, toggles, needed }: FindingModel): string[] {
  if (toggles.length === 0) return [];
  const options = toggles.map(({ option }) => option).join(' ');
  const lacking = toggles.length > 1 ? 'them' : 'it';
  const without = toggles[0]!.kind === 'remove' ? `${good} with ${lacking}` : `${good} without ${lacking}`;
  return [
    `${bad} ${options}: ${model.good}`,
    needed ? `${without}: not ${model.good}` : `${without}: still ${model.good}`,
  ];
}

function findingLines(model: BisectModel, finding: FindingModel, terminal: Terminal): string[] {
  const paint = paintFor(terminal);
  const { toggles, others } = finding;
  const indent = (text: string): string[] => wrapWords(text, terminal.width - 2).map((line) => `  ${line}`);
  const many = toggles.length > 1 ? toggles.map(({ title }) => title) : [];
  const also = others.map(({ title }) => `also sufficient alone: ${title}`);
  return [
    ...wrapWords(verdict(model, finding), terminal.width).map((line) => paint.bold(line)),
    ...[...many, ...proof(model, finding), ...also].flatMap(indent),
  ];
}

/** Both outcomes, then the finding; the turn, if another change makes it, last. */
export function renderBisect(model: BisectModel, terminal: Terminal): string {
  const { answer, turn, tried } = model;
  const lines = [
    `${answer.good}: ${model.good}`,
    `${answer.bad}: ${model.bad}`,
    ...findingLines(model, answer, terminal),
  ];
  if (turn !== undefined) {
    const way = `The outcome also turns between ${turn.good} and ${turn.bad}, by a change that ${answer.good} does not need:`;
    lines.push('', ...wrapWords(way, terminal.width), ...findingLines(model, turn, terminal));
  }
  lines.push('', paintFor(terminal).dim(`${tried} kernels tried`));
  return joinLines(lines);
}
