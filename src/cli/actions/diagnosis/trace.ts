/** `memsim trace last`: repeats the last command on a copy and prints its trace. */
import { startTrace } from '../../../machine/trace/trace.ts';
import { type JsonFlag, printJson } from '../../output/print-model.ts';
import { printTrace } from '../../output/tracing.ts';
import { scratchSession } from '../../session/scratch.ts';
import type { Session } from '../../session/session.ts';
import type { TraceForm } from '../../session/settings.ts';
import { lastCommand, runEntry } from './last-command.ts';

export interface TraceFlags extends JsonFlag {
  sysfs?: boolean;
}

/** Repeats the last command on a copy of the machine before it. */
export async function trace(session: Session, _what: 'last', { json, sysfs }: TraceFlags): Promise<number> {
  const { entry, before } = await lastCommand(session, 'run one first');
  const tracing = startTrace(before);
  const watched = { follow: tracing.follow, finish: async () => {} };
  await runEntry({ ...scratchSession(session.host, tracing.machine), trace: watched }, entry);
  tracing.stop();
  const { argv, rc } = entry;
  if (json) {
    printJson(session.out, { argv, rc, items: tracing.items });
    return 0;
  }
  const form: TraceForm = sysfs ? 'sysfs' : 'calls';
  session.out.write(`# memsim ${argv.join(' ')}${rc === 0 ? '' : `  # exit ${rc}`}\n`);
  const isQuiet = tracing.items.every((item) => item.kind === 'file' && item.op !== 'write');
  if (!sysfs && isQuiet) session.out.write('# no file was written\n');
  await printTrace(session, session.out, tracing.items, form);
  return 0;
}
