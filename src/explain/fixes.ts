/**
 * The smallest change with which a command succeeds: candidates of each kind, ordered by size, are run on
 * copies of the machine until one causes neither a failure nor a WARN.
 */
import { shellWord } from '../lib/shell-word.ts';
import type { BootRequest } from '../machine/boot-options.ts';
import { copyOf } from '../machine/copy.ts';
import { type Machine, rebootMachine } from '../machine/machine.ts';
import { attempt } from './attempt.ts';
import { CANDIDATES, type FixCandidate, type FixCase } from './candidates.ts';
import { diagnosticOf, type FixKind } from './codes.ts';
import { hasFailed } from './diagnose.ts';

export interface Fix {
  kind: FixKind;
  what: string;
  /** Command lines as typed. */
  commands: string[];
}

/** Maximum number of candidates of one kind. */
const MAX_TRIES = 48;

/** Tests whether a candidate succeeds: exit code 0 and no kernel warning. */
export async function works(machine: Machine, { reboot, before, argv }: FixCandidate): Promise<boolean> {
  let stage = machine;
  if (reboot !== undefined) {
    const copy = copyOf(machine);
    stage = rebootMachine(copy, { ...copy.request, ...reboot });
    if (stage.kernel.state.crashed !== undefined) return false;
  }
  for (const step of before ?? []) {
    const prepared = await attempt(stage, step);
    if (prepared.rc !== 0) return false;
    stage = prepared.machine;
  }
  const tried = await attempt(stage, argv);
  const { log, machine: after } = tried;
  const warned = log.some(({ warning }) => warning !== undefined);
  return !hasFailed(tried) && !warned && after.kernel.state.crashed === undefined;
}

const typedCommand = (argv: readonly string[]): string => ['memsim', ...argv].map(shellWord).join(' ');

function rebootWords({ kernel, cmdline }: Partial<BootRequest>): string[] {
  const words = ['reboot'];
  if (kernel !== undefined) words.push('--kernel', kernel);
  if (cmdline !== undefined) words.push('--cmdline', cmdline);
  return words;
}

const fixOf = (kind: FixKind, { what, reboot, before, argv }: FixCandidate): Fix => ({
  kind,
  what,
  commands: [
    ...(reboot === undefined ? [] : [typedCommand(rebootWords(reboot))]),
    ...(before ?? []).map(typedCommand),
    typedCommand(argv),
  ],
});

/** The first successful candidate of each kind. */
export async function findFixes(fixCase: FixCase): Promise<Fix[]> {
  const fixes: Fix[] = [];
  for (const kind of diagnosticOf(fixCase.finding.code).fixes) {
    let tries = 0;
    for (const candidate of CANDIDATES[kind](fixCase)) {
      if (tries++ >= MAX_TRIES) break;
      if (!(await works(fixCase.machine, candidate))) continue;
      fixes.push(fixOf(kind, candidate));
      break;
    }
  }
  return fixes;
}
