/** `cxl monitor` (cxl/monitor.c, 76.1). No emulated device reports an event, so it ends at once. */
import { ERRNO } from '../../lib/errno.ts';
import { failed } from '../../wall/files.ts';
import { eprint, error } from '../util/console.ts';
import { parseOptions } from '../util/parse-options.ts';
import { usage } from '../util/usage.ts';
import type { VerbMain } from '../util/verbs.ts';
import * as options from './syntax.ts';

/** Folder of the cxl trace events, absent on kernels without them. */
const EVENTS = '/sys/kernel/tracing/events/cxl';
/** The real command crashes when it writes a message to a file (SIGSEGV, as a shell reports it). */
const CRASH = 139;

/** `cxl monitor`: refuses, as on a machine that traces no CXL events; a daemon ends with status 0. */
export const monitorCommand: VerbMain = (argv, { con, env }) => {
  const parsed = parseOptions(con, argv, options.monitor);
  if ('exit' in parsed) return parsed.exit;
  for (const arg of parsed.args) error(con, `unknown parameter "${arg}"\n`);
  if (parsed.args.length > 0) return usage(con, options.monitor);
  const { log, daemon } = parsed.values;
  const path = log?.replace(/^\.\//, '');
  const toFile = path !== undefined && (!path.startsWith('standard') || daemon === true);
  if (toFile && !env.host.write(path, env.host.read(path) ?? new Uint8Array())) {
    error(con, `open ${path.startsWith('/') ? path : `./${path}`} failed: ${-ERRNO.ENOENT}\n`);
    return -ERRNO.ENOENT;
  }
  // The parent of a daemon has exited.
  if (daemon === true) return 0;
  if (!failed(env.files.list(EVENTS))) return 0;
  if (toFile) {
    eprint(con, 'Segmentation fault\n');
    return CRASH;
  }
  eprint(con, `cxl_trace_event_enable() failed: ${-ERRNO.ENOENT}\n`);
  return -ERRNO.ENOENT;
};
