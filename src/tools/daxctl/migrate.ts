/** `daxctl migrate-device-model` (daxctl/migrate.c of daxctl 76.1): a link in a folder that memsim lacks. */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { error } from '../lib/console.ts';
import { parseOptions } from '../lib/parse-options.ts';
import { usage } from '../lib/usage.ts';
import type { Command } from './command.ts';
import { migrateSyntax } from './syntax.ts';

const INSTALL = '/etc/modprobe.d/daxctl.conf';

export const migrateDeviceModel: Command = (argv, run) => {
  const parsed = parseOptions(run.con, argv, migrateSyntax);
  if ('exit' in parsed) return parsed.exit;
  for (const word of parsed.args) error(run.con, `unknown parameter "${word}"\n`);
  if (parsed.args.length > 0) return usage(run.con, migrateSyntax);
  error(run.con, `failed to install ${INSTALL}: ${strerror(ERRNO.ENOENT)}\n`);
  return 1;
};
