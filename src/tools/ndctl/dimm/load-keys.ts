/** `ndctl load-keys` (ndctl/load-keys.c, 76.1), up to the first missing key. */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { type Console, eprint } from '../../util/console.ts';
import { parseOptionsOnly } from '../../util/parse-options.ts';
import type { Run, VerbMain } from '../../util/verbs.ts';
import { KEYS_FOLDER } from './keys.ts';
import * as options from './security-options.ts';

const isAbsolute = (path: string): boolean => path.startsWith('/');

function unentered(con: Console, path: string, rc: number): number {
  eprint(con, `Change current work dir to ${path} failed: ${strerror(rc)}\n`);
  return -rc;
}

/** Enters a key folder of the caller and opens it. 0 or a negative errno, after a message. */
function openFolder({ con, env: { host } }: Run, path: string): number {
  if (!host.isFolder(path))
    return unentered(con, path, host.read(path) === undefined ? ERRNO.ENOENT : ERRNO.ENOTDIR);
  // Opened after the change of the folder, a relative path is looked up inside of itself.
  if (host.isFolder(isAbsolute(path) ? path : `${path}/${path}`)) return 0;
  eprint(con, `Unable to open dir ${path}: ${strerror(ERRNO.ENOENT)}\n`);
  return -ERRNO.ENOENT;
}

/** A key folder is assumed to be empty; the default one does not exist on the emulated machine. */
export const loadKeys: VerbMain = (argv, run) => {
  const { con } = run;
  const parsed = parseOptionsOnly(con, argv, options.loadKeys);
  if ('exit' in parsed) return parsed.exit;
  const { keyPath, tpmHandle } = parsed.values;
  if (keyPath === undefined) return unentered(con, KEYS_FOLDER, ERRNO.ENOENT);
  const opened = openFolder(run, keyPath);
  if (opened < 0) return opened;
  if (tpmHandle === undefined) eprint(con, 'No TPM handle discovered.\n');
  // A relative path is opened without the folder that it is relative to.
  const cause = isAbsolute(keyPath) ? ERRNO.ENOENT : ERRNO.EBADF;
  eprint(con, `failed to open file ${keyPath}/nvdimm-master.blob: ${strerror(cause)}\n`);
  return -ERRNO.ENOMEM;
};
