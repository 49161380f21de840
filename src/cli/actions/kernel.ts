/** `memsim kernel list`, `show`, `diff` and `change`: the releases and the changes that make them differ. */
import type { ChangeId } from '../../kernel/history.ts';
import { releaseChanges } from '../../kernel/releases.ts';
import { knownChange, knownRelease } from '../../machine/known.ts';
import { changeEntry, dossierOf, type KernelChange, releaseEntries } from '../../trials/releases.ts';
import { renderChange, renderDiff, renderRelease, renderReleases } from '../../views/kernels.ts';
import type { Terminal } from '../../views/theme.ts';
import { currentMachine } from '../current-machine.ts';
import type { Host } from '../host.ts';
import { scenariosShowing } from '../scenario-folder.ts';
import type { Session } from '../session.ts';
import type { Settings } from '../settings.ts';
import { terminalOf } from '../terminal.ts';

export interface KernelFlags {
  json?: boolean;
}

/** Prints the model, or the text that is made of it. */
function print<T>(
  host: Host,
  settings: Settings,
  { json }: KernelFlags,
  model: T,
  render: (model: T, terminal: Terminal) => string,
): number {
  const text = json
    ? `${JSON.stringify(model, null, 2)}\n`
    : render(model, terminalOf({ settings, host }, host.stdout));
  host.stdout.write(text);
  return 0;
}

export const listKernels = (host: Host, settings: Settings, flags: KernelFlags): number =>
  print(host, settings, flags, releaseEntries(), renderReleases);

const entries = (ids: readonly ChangeId[]): KernelChange[] => ids.map(changeEntry);

/** One release: what it was built with, and the changes it contains. */
export function showKernel(host: Host, settings: Settings, version: string, flags: KernelFlags): number {
  const { release, uname } = knownRelease(version);
  const model = { uname, config: release.config, changes: entries(releaseChanges(release)) };
  return print(host, settings, flags, model, renderRelease);
}

/** The kernel that runs, with what was added to its release and taken out of it. */
export async function showRunning(session: Session, flags: KernelFlags): Promise<number> {
  const { release, config, changes } = (await currentMachine(session)).kernel.state;
  const model = { uname: release, config, changes: entries(changes.map(knownChange)) };
  const host = { ...session.host, stdout: session.out };
  return print(host, session.settings, flags, model, renderRelease);
}

/** What the second release has that the first has not, and the other way round. */
export function diffKernels(
  host: Host,
  settings: Settings,
  from: string,
  to: string,
  flags: KernelFlags,
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
export function showChange(host: Host, settings: Settings, id: string, flags: KernelFlags): number {
  const model = { ...dossierOf(knownChange(id)), scenarios: scenariosShowing(host.packageRoot, id) };
  return print(host, settings, flags, model, renderChange);
}
