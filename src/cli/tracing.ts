/** `--trace`: what a command did, on stderr after its own words. */
import { startTrace, type TraceItem } from '../machine/trace/trace.ts';
import { currentMachine } from './current-machine.ts';
import type { Output } from './host.ts';
import type { Session, SessionTrace } from './session.ts';
import type { TraceForm } from './settings.ts';
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
  if (form === 'calls') out.write((await import('../views/text/trace.ts')).renderTrace(items, terminal));
  else out.write((await import('../views/text/trace-shell.ts')).renderShellTrace(items, terminal));
}

/** Commands that need no machine to begin with. */
const MAKERS = ['boot', 'import', 'reset'];

/** Watches the session's machine, and the kernels that it boots, until the trace is finished. */
export async function beginTrace(session: Session, argv: readonly string[]): Promise<SessionTrace> {
  const { slot, settings } = session;
  if (!MAKERS.includes(argv[0] ?? '')) await currentMachine(session);
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
