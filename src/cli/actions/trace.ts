/** `memsim trace last`: the last command that could change the machine, done again with somebody watching. */
import { startTrace } from '../../machine/trace/trace.ts';
import { lastCommand, runEntry } from '../last-command.ts';
import { type JsonFlag, printJson } from '../print-model.ts';
import { scratchSession } from '../scratch.ts';
import type { Session } from '../session.ts';
import type { TraceForm } from '../settings.ts';
import { printTrace } from '../tracing.ts';

export interface TraceFlags extends JsonFlag {
  sysfs?: boolean;
}

export async function traceLast(session: Session, { json, sysfs }: TraceFlags): Promise<number> {
  const { entry, before } = await lastCommand(session);
  const tracing = startTrace(before);
  const trace = { follow: tracing.follow, finish: async () => {} };
  await runEntry({ ...scratchSession(session.host, tracing.machine), trace }, entry);
  tracing.stop();
  const { argv, rc } = entry;
  if (json) {
    printJson(session.out, { argv, rc, items: tracing.items });
    return 0;
  }
  const form: TraceForm = sysfs ? 'sysfs' : 'calls';
  session.out.write(`# memsim ${argv.join(' ')}${rc === 0 ? '' : `  # exit ${rc}`}\n`);
  const isQuiet = tracing.items.every((item) => item.kind === 'file' && item.op !== 'write');
  if (!sysfs && isQuiet) session.out.write('# nothing was written: the tool decided by itself\n');
  await printTrace(session, session.out, tracing.items, form);
  return 0;
}
