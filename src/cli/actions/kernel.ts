/** `memsim kernel list`, `show` and `diff`: the releases and the changes that make them differ. */
import { CHANGES, type Change, type ChangeId } from '../../kernel/history.ts';
import { findRelease, RELEASES, type Release, releaseChanges } from '../../kernel/releases.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { currentMachine } from '../current-machine.ts';
import type { Output } from '../host.ts';
import type { Session } from '../session.ts';

export interface KernelFlags {
  json?: boolean;
}

function releaseOf(version: string): Release {
  const found = findRelease(version);
  if (found !== undefined) return found.release;
  const known = RELEASES.map((release) => release.name).join(', ');
  throw refusal(`unknown kernel '${version}': memsim knows ${known}`, EXIT.usage);
}

const print = (out: Output, json: boolean | undefined, data: unknown, lines: string[]): number => {
  out.write(json ? `${JSON.stringify(data, null, 2)}\n` : lines.map((line) => `${line}\n`).join(''));
  return 0;
};

export function listKernels(out: Output, { json }: KernelFlags): number {
  const rows = RELEASES.map((release) => ({
    name: release.name,
    uname: release.uname,
    changes: releaseChanges(release).length,
  }));
  const lines = rows.map(
    ({ name, uname, changes }) => `${name.padEnd(6)} ${uname.padEnd(24)} ${changes} changes`,
  );
  return print(out, json, rows, lines);
}

const changeOf = (id: ChangeId): Change & { id: ChangeId } => ({ id, ...CHANGES[id] });

const describe = ({ id, title, commit, since, effect }: Change & { id: ChangeId }, mark = ''): string[] => [
  `${mark}${id} (${commit ? `${commit}, ` : ''}${since})`,
  `    ${title}`,
  `    ${effect}`,
];

interface ShownKernel {
  uname: string;
  config: Record<string, boolean>;
  changes: string[];
}

function show(out: Output, { uname, config, changes }: ShownKernel, { json }: KernelFlags): number {
  const described = changes.map((id) => changeOf(id as ChangeId));
  const options = Object.entries(config).map(([option, on]) => `CONFIG_${option}=${on ? 'y' : 'n'}`);
  const lines = [uname, ...options, ...described.flatMap((change) => describe(change))];
  return print(out, json, { uname, config, changes: described }, lines);
}

/** One release: what it was built with, and the changes it contains. */
export function showKernel(out: Output, version: string, flags: KernelFlags): number {
  const release = releaseOf(version);
  return show(out, { ...release, changes: releaseChanges(release) }, flags);
}

/** The kernel that runs, with what was added to its release and taken out of it. */
export async function showRunning(session: Session, flags: KernelFlags): Promise<number> {
  const { release, config, changes } = (await currentMachine(session)).kernel.state;
  return show(session.out, { uname: release, config, changes }, flags);
}

/** What the second release has that the first has not, and the other way round. */
export function diffKernels(out: Output, from: string, to: string, { json }: KernelFlags): number {
  const was = new Set(releaseChanges(releaseOf(from)));
  const is = new Set(releaseChanges(releaseOf(to)));
  const added = [...is].filter((id) => !was.has(id)).map(changeOf);
  const removed = [...was].filter((id) => !is.has(id)).map(changeOf);
  const lines = [
    ...removed.flatMap((change) => describe(change, '- ')),
    ...added.flatMap((change) => describe(change, '+ ')),
  ];
  return print(out, json, { from, to, added, removed }, lines);
}
