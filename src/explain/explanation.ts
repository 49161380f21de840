/** The explanation of a command: its result, the arithmetic, the violated rule, and possible fixes. */
import { type Change, type ChangeId, changeOf } from '../kernel/history/history.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Machine } from '../machine/machine.ts';
import { findAbsent } from './absent.ts';
import { type Attempt, attempt } from './attempt.ts';
import { type Code, diagnosticOf } from './codes.ts';
import { planFacts } from './cxl/plan.ts';
import type { OnReleases } from './cxl/releases.ts';
import { diagnose, type Finding, type Place } from './diagnose.ts';
import { type Fix, findFixes } from './fixes.ts';
import { geometryOf } from './geometry.ts';
import { type Holder, holdersOf } from './holders.ts';
import { plugFacts } from './hot-plug.ts';
import { optionOf, REGION } from './options.ts';
import { type Sum, sumsOf, type Test } from './sums.ts';

/** A change on which the result depends. */
export interface Difference extends Pick<Change, 'title' | 'since' | 'effect'> {
  id: ChangeId;
  commit?: string;
  /** Set if the running kernel has it. */
  here: boolean;
}

export interface Verdict {
  code: Code;
  title: string;
  rule: string;
  /** The message that identified the rule. */
  said: string;
  place?: Place;
  differs: Difference[];
}

export interface Explanation {
  subject: string;
  kernel: string;
  /** Exit code of the command; absent for an object that is enabled as configured. */
  rc?: number;
  /** Messages of the tool and of the kernel. */
  said: string[];
  sums: Sum[];
  tests: Test[];
  verdict?: Verdict;
  /** The memory on the mainline releases; absent for what depends on none. */
  releases?: OnReleases[];
  /** Namespaces that hold the capacity; absent unless it is short. */
  holders?: Holder[];
  /** Possible fixes; absent if none were searched for. */
  fixes?: Fix[];
}

/** Facts about an object or a plan, which several explanations may join. */
export type Facts = Pick<Explanation, 'said' | 'sums' | 'tests'>;

const differenceOf = (k: Kernel, id: ChangeId): Difference => {
  const { title, since, effect, commit } = changeOf(id);
  return { id, title, since, effect, here: k.has(id), ...(commit !== undefined && { commit }) };
};

/** The wording of a finding for the running kernel. */
export function verdictOf(k: Kernel, { code, said, place }: Finding): Verdict {
  const { title, rule, changes } = diagnosticOf(code);
  const differs = changes.map((id) => differenceOf(k, id));
  return { code, title, rule, said, differs, ...(place !== undefined && { place }) };
}

/** The tool's messages without its usage text, and the kernel's above level info; each once. */
function saidBy({ stderr, log }: Attempt): string[] {
  const [words = ''] = stderr.split(/^\s*usage:/m);
  const said = words.split('\n').flatMap((line) => line.trim() || []);
  const logged = log.flatMap(({ text, level, warning }) =>
    warning !== undefined || !['info', 'debug'].includes(level) ? text || `WARNING at ${warning?.at}` : [],
  );
  return [...new Set([...said, ...logged])];
}

const isCreate = (argv: readonly string[]): boolean =>
  argv[argv[0] === 'ndctl' ? 1 : 0] === 'create-namespace';

/** The command with an option that keeps the state left by its failure. */
const withoutRecovery = (argv: readonly string[]): readonly string[] =>
  isCreate(argv) ? [...argv, '--no-autorecover'] : argv;

const NOTHING = { sums: [], tests: [] };

/**
 * Runs a command on copies of the machine and explains its result.
 *
 * @param argv words after `memsim`
 */
export async function explainCommand(machine: Machine, argv: readonly string[]): Promise<Explanation> {
  const k = machine.kernel;
  const tried = await attempt(machine, withoutRecovery(argv));
  const absent = findAbsent(k.state, argv);
  const plans = isCreate(argv) && absent === undefined;
  const geometry = plans ? await geometryOf(machine, tried) : undefined;
  const plan = planFacts(k, tried) ?? plugFacts(k, argv);
  const { sums, tests } = plan ?? (geometry === undefined ? NOTHING : sumsOf(k, geometry));
  const finding = absent ?? diagnose(tried);
  const base = { subject: argv.join(' '), kernel: k.state.release, rc: tried.rc };
  const said = [...saidBy(tried), ...(plan?.said ?? []), ...(absent === undefined ? [] : [absent.said])];
  if (finding === undefined) return { ...base, said, sums, tests, fixes: [] };
  const { fixes: kinds } = diagnosticOf(finding.code);
  const found = kinds.length > 0 && { fixes: await findFixes({ machine, argv, geometry, finding }) };
  const short = finding.code === 'no-room' && {
    holders: holdersOf(k.state, optionOf(argv, REGION) === undefined ? undefined : geometry?.region.name),
  };
  return { ...base, said, sums, tests, verdict: verdictOf(k, finding), ...short, ...found };
}
