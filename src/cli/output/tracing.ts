/** `--trace`: what a command did, on stderr after its own words. */
import { startTrace, type TraceItem } from '../../machine/trace/trace.ts';
import { currentMachine } from '../session/current-machine.ts';
import type { Output } from '../session/host.ts';
import type { Session, SessionTrace } from '../session/session.ts';
import type { TraceForm } from '../session/settings.ts';
import { terminalOf } from './terminal.ts';

/** Columns where there is no terminal: chains of calls go deep. */
const PLAIN_WIDTH = 100;

/** Draws a recorded trace on one of the session's streams. */
export async function printTrace(
  session: Session,
  out: Output,
  items: readonly TraceItem[],
  form: TraceForm,
): Promise<void> {
  const terminal = terminalOf(session, out, PLAIN_WIDTH);
  if (form === 'calls') out.write((await import('../../views/text/trace.ts')).renderTrace(items, terminal));
  else out.write((await import('../../views/text/trace-shell.ts')).renderShellTrace(items, terminal));
}

/**
 * Watches the session's machine, and the kernels that it boots, until the trace is finished.
 *
 * @param makesMachine the command needs no machine to begin with
 */
export async function beginTrace(session: Session, makesMachine: boolean): Promise<SessionTrace> {
  const { slot, settings } = session;
  if (!makesMachine) await currentMachine(session);
  const { machine } = slot;
  const tracing = startTrace(machine);
  slot.machine = tracing.machine;
  let finished = false;
  return {
    follow: tracing.follow,
    async finish() {
      if (finished) return;
      finished = true;
      tracing.stop();
      if (slot.machine === tracing.machine) slot.machine = machine;
      await printTrace(session, session.err, tracing.items, settings.trace ?? 'calls');
    },
  };
}
