/** Sessions on scratch machines, apart from the user's machine. They print nothing. */
import type { Machine } from '../../machine/machine.ts';
import { DEFAULT_SETUP, type Setup } from '../../machine/setup.ts';
import type { Store } from '../../machine/state/store.ts';
import type { Host, Output } from './host.ts';
import { type Session, withoutTerminal } from './session.ts';

const NOWHERE: Output = { write: () => {}, isTerminal: false, columns: 80 };

const NO_STORE: Store = {
  folder: '/dev/null/scratch',
  load: () => undefined,
  loadPrevious: () => undefined,
  save: () => {},
  remove: () => false,
  stamp: () => undefined,
  lock: () => () => {},
};

/** A session on `machine`; without one, the first command boots `defaults`. */
export const scratchSession = (host: Host, machine?: Machine, defaults: Setup = DEFAULT_SETUP): Session => ({
  host: withoutTerminal(host),
  settings: { quiet: true, color: 'never' },
  out: NOWHERE,
  err: NOWHERE,
  slot: { machine },
  store: NO_STORE,
  defaults,
});
