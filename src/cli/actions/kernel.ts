/** `memsim kernel`: releases and changes. */

import { changeDetails, changeEntry, type KernelChange, releaseEntries } from '../../experiments/releases.ts';
import type { ChangeId } from '../../kernel/history/history.ts';
import { releaseChanges } from '../../kernel/history/releases.ts';
import { knownChange, knownRelease } from '../../machine/known.ts';
import type { Terminal } from '../../views/base/theme.ts';
import {
  renderChange,
  renderDiff,
  renderRelease,
  renderReleases,
} from '../../views/text/experiments/kernels.ts';
import { scenariosShowing } from '../input/scenario-folder.ts';
import { type JsonFlag, printModel } from '../output/print-model.ts';
import { currentMachine } from '../session/current-machine.ts';
import { type Caller, isSession, type Session } from '../session/session.ts';

function print<T extends object>(
  caller: Caller,
  flags: JsonFlag,
  model: T,
  render: (model: T, terminal: Terminal) => string,
): number {
  printModel(caller, flags, model, render);
  return 0;
}

/** Prints the releases and what each brings. */
export const listKernels = (caller: Caller, flags: JsonFlag): number =>
  print(caller, flags, releaseEntries(), renderReleases);

const entries = (ids: readonly ChangeId[]): KernelChange[] => ids.map(changeEntry);

/** The running kernel with its own set of changes. */
async function showRunning(session: Session, flags: JsonFlag): Promise<number> {
  const { release, config, changes } = (await currentMachine(session)).kernel.state;
  const { evidence } = knownRelease(release).release;
  const model = { uname: release, evidence, config, changes: entries(changes.map(knownChange)) };
  return print(session, flags, model, renderRelease);
}

/** Prints build options and changes of a release, by default of the running kernel. */
export function showKernel(
  caller: Caller | Session,
  version: string | undefined,
  flags: JsonFlag,
): number | Promise<number> {
  if (isSession(caller)) return showRunning(caller, flags);
  const { release, uname } = knownRelease(version!);
  const model = {
    uname,
    evidence: release.evidence,
    config: release.config,
    changes: entries(releaseChanges(release)),
  };
  return print(caller, flags, model, renderRelease);
}

/** Prints the changes that only one of two releases has. */
export function diffKernels(caller: Caller, from: string, to: string, flags: JsonFlag): number {
  const changesOf = (version: string): ChangeId[] => releaseChanges(knownRelease(version).release);
  const [was, is] = [new Set(changesOf(from)), new Set(changesOf(to))];
  const model = {
    from,
    to,
    added: entries([...is].filter((id) => !was.has(id))),
    removed: entries([...was].filter((id) => !is.has(id))),
  };
  return print(caller, flags, model, renderDiff);
}

/** Prints all that is known of a change. */
export function showChange(caller: Caller, id: string, flags: JsonFlag): number {
  const { packageRoot } = caller.host;
  const model = { ...changeDetails(knownChange(id)), scenarios: scenariosShowing(packageRoot, id) };
  return print(caller, flags, model, renderChange);
}
