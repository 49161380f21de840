/** `memsim kernel list`, `show`, `diff` and `change`: the releases and the changes that make them differ. */

import { changeEntry, dossierOf, type KernelChange, releaseEntries } from '../../experiments/releases.ts';
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
import { currentMachine } from '../current-machine.ts';
import type { Host } from '../host.ts';
import { type JsonFlag, printModel } from '../print-model.ts';
import { scenariosShowing } from '../scenario-folder.ts';
import type { Session } from '../session.ts';
import type { Settings } from '../settings.ts';

/** Prints on standard output; no machine is needed. */
function print<T>(
  host: Host,
  settings: Settings,
  flags: JsonFlag,
  model: T,
  render: (model: T, terminal: Terminal) => string,
): number {
  printModel({ host, settings, out: host.stdout }, flags, model, render);
  return 0;
}

export const listKernels = (host: Host, settings: Settings, flags: JsonFlag): number =>
  print(host, settings, flags, releaseEntries(), renderReleases);

const entries = (ids: readonly ChangeId[]): KernelChange[] => ids.map(changeEntry);

/** One release: what it was built with, and the changes it contains. */
export function showKernel(host: Host, settings: Settings, version: string, flags: JsonFlag): number {
  const { release, uname } = knownRelease(version);
  const model = { uname, config: release.config, changes: entries(releaseChanges(release)) };
  return print(host, settings, flags, model, renderRelease);
}

/** The kernel that runs, with what was added to its release and taken out of it. */
export async function showRunning(session: Session, flags: JsonFlag): Promise<number> {
  const { release, config, changes } = (await currentMachine(session)).kernel.state;
  const model = { uname: release, config, changes: entries(changes.map(knownChange)) };
  printModel(session, flags, model, renderRelease);
  return 0;
}

/** What the second release has that the first has not, and the other way round. */
export function diffKernels(
  host: Host,
  settings: Settings,
  from: string,
  to: string,
  flags: JsonFlag,
): number {
  const changesOf = (version: string): ChangeId[] => releaseChanges(knownRelease(version).release);
  const [was, is] = [new Set(changesOf(from)), new Set(changesOf(to))];
  const model = {
    from,
    to,
    added: entries([...is].filter((id) => !was.has(id))),
    removed: entries([...was].filter((id) => !is.has(id))),
  };
  return print(host, settings, flags, model, renderDiff);
}

/** Everything that is known of a change. */
export function showChange(host: Host, settings: Settings, id: string, flags: JsonFlag): number {
  const model = { ...dossierOf(knownChange(id)), scenarios: scenariosShowing(host.packageRoot, id) };
  return print(host, settings, flags, model, renderChange);
}
