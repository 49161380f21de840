/** `--trace`: the trace of a command, printed on stderr after its output. */
import { startTrace, type TraceItem } from '../../machine/trace/trace.ts';
import type { Output } from '../session/host.ts';
import type { Session, SessionTrace } from '../session/session.ts';
import type { TraceForm } from '../session/settings.ts';
import { PLAIN_WIDTH, terminalOf } from './terminal.ts';

/** Prints a trace in one of its forms. */
export async function printTrace(
  session: Session,
  out: Output,
  items: readonly TraceItem[],
  form: TraceForm,
): Promise<void> {
  const terminal = terminalOf(session, out, PLAIN_WIDTH);
  if (form === 'calls')
    out.write((await import('../../views/text/diagnosis/trace.ts')).renderTrace(items, terminal));
  else
    out.write((await import('../../views/text/diagnosis/trace-shell.ts')).renderShellTrace(items, terminal));
}

/** Traces the machine of the session, if there is one, and the kernels that it boots, until finish(). */
export function beginTrace(session: Session): SessionTrace {
  const { slot, settings } = session;
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
