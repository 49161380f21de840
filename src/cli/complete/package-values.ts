/** Completions that need no machine: platforms, kernels, changes, lessons, snapshots, files of the host. */
import { readdirSync } from 'node:fs';
import { snapshotNames } from '../../machine/state/snapshots.ts';
import { packagedPlatforms } from '../input/platforms.ts';
import type { Candidate, Kind } from './spec.ts';

export interface Folders {
  packageRoot: string;
  stateFolder: string;
}

async function kernels(): Promise<Candidate[]> {
  const { RELEASES } = await import('../../kernel/history/releases.ts');
  return RELEASES.map(({ name, uname }) => ({ value: name, about: uname }));
}

async function changes(): Promise<Candidate[]> {
  const { CHANGES } = await import('../../kernel/history/history.ts');
  return Object.entries(CHANGES).map(([value, { effect }]) => ({ value, about: effect }));
}

async function settings(): Promise<Candidate[]> {
  const { buildOptions } = await import('../input/build-options.ts');
  return buildOptions().flatMap((name) => [{ value: `${name}=y` }, { value: `${name}=n` }]);
}

async function scenarios({ packageRoot }: Folders): Promise<Candidate[]> {
  const { packagedScenarios } = await import('../input/scenario-folder.ts');
  return packagedScenarios(packageRoot).map(({ name, title }) => ({ value: name, about: title }));
}

async function lessons({ packageRoot }: Folders): Promise<Candidate[]> {
  const { ownCourse } = await import('../input/courses.ts');
  const { lessonsOf } = await import('../../lessons/library.ts');
  return lessonsOf(ownCourse(packageRoot)).map(({ id, title }) => ({ value: id, about: title }));
}

/** Files of the host in the folder of the typed path. */
function hostFiles(prefix: string): Candidate[] {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  try {
    return readdirSync(folder || '.', { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.') || prefix.slice(folder.length).startsWith('.'))
      .map((entry) => ({ value: `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}` }))
      .sort((a, b) => a.value.localeCompare(b.value));
  } catch {
    return [];
  }
}

/** All values of a kind; none for kinds that depend on the machine. */
export async function packageValues(folders: Folders, kind: Kind, prefix: string): Promise<Candidate[]> {
  switch (kind) {
    case 'platform': {
      const packaged = Object.entries(packagedPlatforms(folders.packageRoot));
      const named = packaged.map(([value, about]): Candidate => ({ value, about }));
      return /[./]/.test(prefix) ? hostFiles(prefix) : named;
    }
    case 'kernel':
      return kernels();
    case 'change':
      return changes();
    case 'config':
      return settings();
    case 'scenario':
      return scenarios(folders);
    case 'lesson':
      return /[./]/.test(prefix) ? hostFiles(prefix) : lessons(folders);
    case 'snapshot':
      return snapshotNames(folders.stateFolder).map((value) => ({ value }));
    case 'host-file':
      return hostFiles(prefix);
    default:
      return [];
  }
}
