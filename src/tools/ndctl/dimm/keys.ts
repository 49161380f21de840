/**
 * Passphrases of DIMMs (ndctl/keys.c, 76.1). The emulated machine has neither a key ring nor a key folder:
 * an operation that needs a key fails with the real command's message for a missing key.
 */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { failed } from '../../../wall/files.ts';
import { eprint } from '../../util/console.ts';
import { sysfsWriteAttr } from '../../util/sysfs.ts';
import type { Run } from '../../util/verbs.ts';
import { type Dimm, dimmIsActive } from '../lib/dimm.ts';

/** Key folder of the real tool. */
export const KEYS_FOLDER = '/etc/ndctl/keys';
/** keyctl() fails with -1, and so do the functions that pass its result on. */
const NO_KEY_FOUND = -1;
const ENOKEY = 126;

export type Passphrase = 'user' | 'master';

/** Path of a DIMM's key. */
function keyPath(run: Run, dimm: Dimm, kind: Passphrase): string {
  const name = run.env.files.read('/proc/sys/kernel/hostname');
  const host = failed(name) ? '(none)' : name.trim();
  return `${KEYS_FOLDER}/nvdimm${kind === 'master' ? '-master' : ''}_${dimm.uniqueId}_${host}.blob`;
}

/** Describes the fault in a key handle `type:description`; undefined if the handle is well-formed. */
function handleFault(handle: string): string | undefined {
  const [type, description] = handle.split(':').filter((part) => part !== '');
  if (type === undefined) return 'No key type found for kek handle\n';
  if (type !== 'trusted' && type !== 'user') return `No such key type: ${type}`;
  return description === undefined ? 'No description found for kek handle\n' : undefined;
}

/** Looks up a key encryption key. Always negative, since there is none. */
function findEncryptionKey(run: Run, handle: string): number {
  const fault = handleFault(handle);
  eprint(run.con, fault ?? 'No key encryption key found\n');
  return fault === undefined ? NO_KEY_FOUND : -ERRNO.EINVAL;
}

/** Looks up the key that encrypts a new passphrase. A negative errno, or -1: there is none. */
export const setupKey = (run: Run, handle: string | undefined): number =>
  handle === undefined ? -ERRNO.EINVAL : findEncryptionKey(run, handle);

/** Looks up the key that encrypts a changed passphrase. */
export const updateKey = (run: Run, handle: string | undefined): number =>
  handle === undefined ? -ENOKEY : findEncryptionKey(run, handle);

/** Tries to load the DIMM's key from its file and reports the failure. */
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

/** Requests an operation without a key from the kernel. 0 or a negative errno. */
function withoutKey(run: Run, dimm: Dimm, command: string, name: string): number {
  const rc = sysfsWriteAttr(dimm.ctx, `${dimm.path}/security`, `${command} 0\n`);
  if (rc < 0) eprint(run.con, `Failed ${name} for ${dimm.name}\n`);
  return rc;
}

/** Erases with the key of zeroes. */
export const eraseWithZeroKey = (run: Run, dimm: Dimm): number =>
  withoutKey(run, dimm, 'erase', 'crypto erase');

/** Overwrites the DIMM, after the lookup for a passphrase. */
export function overwrite(run: Run, dimm: Dimm): number {
  missKey(run, dimm, 'user');
  return withoutKey(run, dimm, 'overwrite', 'overwrite');
}
