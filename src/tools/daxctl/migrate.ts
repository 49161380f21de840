/**
 * `daxctl migrate-device-model` (daxctl/migrate.c of daxctl 76.1). Its configuration folder does not exist
 * here.
 */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { error } from '../util/console.ts';
import { parseOptionsOnly } from '../util/parse-options.ts';
import type { Command } from './command.ts';
import { migrateSyntax } from './syntax.ts';

const INSTALL = '/etc/modprobe.d/daxctl.conf';

export const migrateDeviceModel: Command = (argv, run) => {
  const parsed = parseOptionsOnly(run.con, argv, migrateSyntax);
  if ('exit' in parsed) return parsed.exit;
  error(run.con, `failed to install ${INSTALL}: ${strerror(ERRNO.ENOENT)}\n`);
  return 1;
};
