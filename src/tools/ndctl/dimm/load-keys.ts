/** `ndctl load-keys` (ndctl/load-keys.c, 76.1), up to the first missing key. */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import { eprint } from '../../util/console.ts';
import { parseOptionsOnly } from '../../util/parse-options.ts';
import type { VerbMain } from '../../util/verbs.ts';
import { KEYS_FOLDER } from './keys.ts';
import * as options from './security-options.ts';

/** A folder given by option is assumed to exist and to be empty; the default folder does not exist. */
export const loadKeys: VerbMain = (argv, run) => {
  const { con } = run;
  const parsed = parseOptionsOnly(con, argv, options.loadKeys);
  if ('exit' in parsed) return parsed.exit;
  const { keyPath, tpmHandle } = parsed.values;
  if (keyPath === undefined) {
    eprint(con, `Change current work dir to ${KEYS_FOLDER} failed: ${strerror(ERRNO.ENOENT)}\n`);
    return -ERRNO.ENOENT;
  }
  if (tpmHandle === undefined) eprint(con, 'No TPM handle discovered.\n');
  eprint(con, `failed to open file ${keyPath}/nvdimm-master.blob: ${strerror(ERRNO.ENOENT)}\n`);
  return -ERRNO.ENOMEM;
};
