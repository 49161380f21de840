/**
 * `daxctl migrate-device-model` (daxctl/migrate.c of daxctl 76.1). The machine has no file system to install
 * the configuration in: the output is that of a machine where it is not installed yet.
 */
import { eprint } from '../util/console.ts';
import { parseOptionsOnly } from '../util/parse-options.ts';
import type { Command } from './command.ts';
import { migrateSyntax } from './syntax.ts';

const INSTALL = '/etc/modprobe.d/daxctl.conf';

export const migrateDeviceModel: Command = (argv, run) => {
  const parsed = parseOptionsOnly(run.con, argv, migrateSyntax);
  if ('exit' in parsed) return parsed.exit;
  eprint(run.con, ` success: installed ${INSTALL}\n`);
  return 0;
};
