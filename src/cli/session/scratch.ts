/**
 * Sessions on scratch machines, apart from the user's machine. They print nothing, and neither read nor write
 * files of the host: their scripts may come from elsewhere.
 */
import type { Machine } from '../../machine/machine.ts';
import { DEFAULT_SETUP, type Setup } from '../../machine/setup.ts';
import type { LessonProgress } from '../../machine/state/kept.ts';
import type { Store } from '../../machine/state/store.ts';
import { NO_HOST_FILES } from '../input/host-files.ts';
import type { Host, Output } from './host.ts';
import { type Session, withoutTerminal } from './session.ts';

const NOWHERE: Output = { write: () => {}, isTerminal: false, columns: 80 };

const NO_LESSONS: LessonProgress = { current: null, done: [] };

const NO_STORE: Store = {
  folder: '/dev/null/scratch',
  load: async () => ({ machine: undefined, lessons: NO_LESSONS }),
  loadPrevious: async () => undefined,
  save: () => {},
  checkpoint: () => {},
  putAside: () => undefined,
  step: () => undefined,
  operations: () => [],
  stamp: () => undefined,
  size: () => 0,
  lock: () => () => {},
};

/** A session on `machine`; without one, the first command boots `defaults`. */
export const scratchSession = (host: Host, machine?: Machine, defaults: Setup = DEFAULT_SETUP): Session => ({
  host: { ...withoutTerminal(host), files: NO_HOST_FILES, readStdin: () => new Uint8Array() },
  settings: { quiet: true, color: 'never' },
  out: NOWHERE,
  err: NOWHERE,
  slot: { machine, lessons: NO_LESSONS },
  store: NO_STORE,
  defaults,
});
