/** One step between two kernels: a change added or removed, or a build option set. */
import { type ChangeId, changeOf } from '../kernel/history/history.ts';
import { type Release, releaseChanges } from '../kernel/history/releases.ts';

export type Toggle =
  | { kind: 'add' | 'remove'; change: ChangeId }
  /** `name` without `CONFIG_`: `RANDOMIZE_BASE`. */
  | { kind: 'config'; name: string; value: boolean };

/** A kernel to try: a release with toggles applied. */
export interface Candidate {
  kernel: string;
  with: string[];
  without: string[];
  config: Record<string, boolean>;
}

/** The toggles that turn one release into the other. */
export function togglesBetween(from: Release, to: Release): Toggle[] {
  const was = new Set(releaseChanges(from));
  const is = new Set(releaseChanges(to));
  const names = [...new Set([...Object.keys(from.config), ...Object.keys(to.config)])];
  return [
    ...[...is].filter((id) => !was.has(id)).map((change): Toggle => ({ kind: 'add', change })),
    ...[...was].filter((id) => !is.has(id)).map((change): Toggle => ({ kind: 'remove', change })),
    ...names
      .filter((name) => from.config[name] !== to.config[name])
      .map((name): Toggle => ({ kind: 'config', name, value: to.config[name] ?? true })),
  ];
}

/** The inverse of a toggle. */
function reversed(toggle: Toggle): Toggle {
  if (toggle.kind === 'config') return { ...toggle, value: !toggle.value };
  return { ...toggle, kind: toggle.kind === 'add' ? 'remove' : 'add' };
}

/** A release with toggles applied to it. */
export function applied(kernel: string, toggles: readonly Toggle[]): Candidate {
  const candidate: Candidate = { kernel, with: [], without: [], config: {} };
  for (const toggle of toggles) {
    if (toggle.kind === 'config') candidate.config[toggle.name] = toggle.value;
    else (toggle.kind === 'add' ? candidate.with : candidate.without).push(toggle.change);
  }
  return candidate;
}

/** A release with toggles that it contains removed. */
export const undone = (kernel: string, toggles: readonly Toggle[]): Candidate =>
  applied(kernel, toggles.map(reversed));

/** The option of the command line that applies it: `--without ID`. */
export function toggleOption(toggle: Toggle): string {
  if (toggle.kind === 'config') return `--config ${toggle.name}=${toggle.value ? 'y' : 'n'}`;
  return `${toggle.kind === 'add' ? '--with' : '--without'} ${toggle.change}`;
}

/** `id (commit, title)`. */
export function toggleTitle(toggle: Toggle): string {
  if (toggle.kind === 'config') return `CONFIG_${toggle.name}`;
  const { commit, title } = changeOf(toggle.change);
  return `${toggle.change} (${commit === undefined ? '' : `${commit}, `}${title})`;
}
