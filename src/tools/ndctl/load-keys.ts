/** `ndctl load-keys` (ndctl/load-keys.c, 76.1), up to the first key that is missing. */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { eprint, error } from '../lib/console.ts';
import { parseOptions } from '../lib/parse-options.ts';
import { usage } from '../lib/usage.ts';
import type { VerbMain } from '../lib/verbs.ts';
import { KEYS_FOLDER } from './keys.ts';
import * as options from './security-options.ts';

/** A folder given is taken to be there, and to hold no keys; the usual one is not there. */
export const loadKeys: VerbMain = (argv, run) => {
  const { con } = run;
  const parsed = parseOptions(con, argv, options.loadKeys);
  if ('exit' in parsed) return parsed.exit;
  for (const word of parsed.args) error(con, `unknown parameter "${word}"\n`);
  if (parsed.args.length > 0) return usage(con, options.loadKeys);
  const { keyPath, tpmHandle } = parsed.values;
  if (keyPath === undefined) {
    eprint(con, `Change current work dir to ${KEYS_FOLDER} failed: ${strerror(ERRNO.ENOENT)}\n`);
    return -ERRNO.ENOENT;
  }
  if (tpmHandle === undefined) eprint(con, 'No TPM handle discovered.\n');
  eprint(con, `failed to open file ${keyPath}/nvdimm-master.blob: ${strerror(ERRNO.ENOENT)}\n`);
  return -ERRNO.ENOMEM;
};
