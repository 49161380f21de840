/** Sessions on machines of their own: nothing of the user's machine is read or changed, nothing printed. */
import type { Machine } from '../machine/machine.ts';
import type { Store } from '../machine/state/store.ts';
import { DEFAULTS, type Defaults } from './defaults.ts';
import type { Host, Output } from './host.ts';
import type { Session } from './session.ts';

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

/** A session on `machine`, or on none yet; `defaults` is what a boot takes where nothing is asked for. */
export const scratchSession = (host: Host, machine?: Machine, defaults: Defaults = DEFAULTS): Session => ({
  host,
  settings: { quiet: true, color: 'never' },
  out: NOWHERE,
  err: NOWHERE,
  slot: { machine },
  store: NO_STORE,
  defaults,
});
