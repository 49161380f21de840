/**
 * Passphrases of DIMMs (ndctl/keys.c, 76.1). The emulated machine has neither a key ring nor a folder of
 * keys: what needs a key fails for want of one, in the words of the real command.
 */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { failed } from '../../../wall/files.ts';
import { eprint } from '../../util/console.ts';
import { sysfsWriteAttr } from '../../util/sysfs.ts';
import type { Run } from '../../util/verbs.ts';
import { type Dimm, dimmIsActive } from '../lib/dimm.ts';

/** Where the real tool keeps the keys. */
export const KEYS_FOLDER = '/etc/ndctl/keys';
/** keyctl() fails with -1, and so do the functions that pass its result on. */
const NO_KEY_FOUND = -1;
const ENOKEY = 126;

export type Passphrase = 'user' | 'master';

/** Where the key of a DIMM would be kept. */
function keyPath(run: Run, dimm: Dimm, kind: Passphrase): string {
  const name = run.env.files.read('/proc/sys/kernel/hostname');
  const host = failed(name) ? '(none)' : name.trim();
  return `${KEYS_FOLDER}/nvdimm${kind === 'master' ? '-master' : ''}_${dimm.uniqueId}_${host}.blob`;
}

/** What is wrong with the handle `type:description` of a key; undefined when it could name one. */
function handleFault(handle: string): string | undefined {
  const [type, description] = handle.split(':').filter((part) => part !== '');
  if (type === undefined) return 'No key type found for kek handle\n';
  if (type !== 'trusted' && type !== 'user') return `No such key type: ${type}`;
  return description === undefined ? 'No description found for kek handle\n' : undefined;
}

/** Looks for a key encryption key. Always a negative number: there is none. */
function findEncryptionKey(run: Run, handle: string): number {
  const fault = handleFault(handle);
  eprint(run.con, fault ?? 'No key encryption key found\n');
  return fault === undefined ? NO_KEY_FOUND : -ERRNO.EINVAL;
}

/** Looks for the key that a new passphrase is encrypted with. A negative errno, or -1: there is none. */
export const setupKey = (run: Run, handle: string | undefined): number =>
  handle === undefined ? -ERRNO.EINVAL : findEncryptionKey(run, handle);

/** The same for a passphrase in place of another. */
export const updateKey = (run: Run, handle: string | undefined): number =>
  handle === undefined ? -ENOKEY : findEncryptionKey(run, handle);

/** Tries to load the DIMM's key from its file; says why not. */
function missKey(run: Run, dimm: Dimm, kind: Passphrase): void {
  if (dimmIsActive(dimm)) eprint(run.con, `regions active on ${dimm.name}, op failed\n`);
  else eprint(run.con, `failed to open file ${keyPath(run, dimm, kind)}: ${strerror(ERRNO.ENOENT)}\n`);
}

/** Ends an operation that needs the DIMM's key. */
export function requireKey(run: Run, dimm: Dimm, kind: Passphrase): number {
  missKey(run, dimm, kind);
  eprint(run.con, 'Unable to load key\n');
  return -ENOKEY;
}

/** Asks the kernel for an operation without a key. 0 or a negative errno. */
function withoutKey(run: Run, dimm: Dimm, command: string, name: string): number {
  const rc = sysfsWriteAttr(dimm.ctx, `${dimm.path}/security`, `${command} 0\n`);
  if (rc < 0) eprint(run.con, `Failed ${name} for ${dimm.name}\n`);
  return rc;
}

/** Erases with the key of zeroes. */
export const eraseWithZeroKey = (run: Run, dimm: Dimm): number =>
  withoutKey(run, dimm, 'erase', 'crypto erase');

/** Overwrites; a passphrase is used when there is one, which is first looked for. */
export function overwrite(run: Run, dimm: Dimm): number {
  missKey(run, dimm, 'user');
  return withoutKey(run, dimm, 'overwrite', 'overwrite');
}
