/** What goes with every command, whatever it does: a trace when one is wanted, and its place in the history. */
import { remember } from '../machine/history.ts';
import { isToolName } from '../machine/tools.ts';
import type { Host } from './host.ts';
import type { Access, Act, Session } from './session.ts';
import { takeSettings, takeTrace } from './settings.ts';

/** Commands that make another machine, or run others that are noted themselves. */
const NOT_NOTED = new Set(['boot', 'reset', 'run', 'lesson', 'import', 'restore']);

/** The command of a program's own command line, without the options that say how to show things. */
export function commandWords({ calledAs, args }: Host): string[] {
  if (isToolName(calledAs)) return [calledAs, ...args];
  const { rest } = takeTrace(args);
  const own = takeSettings({ quiet: false, color: 'auto' }, rest).rest;
  const words = isToolName(own[0] ?? '') ? rest : own;
  const start = words.findIndex((word) => !word.startsWith('-'));
  return words.slice(Math.max(start, 0));
}

function note({ slot }: Session, argv: string[], rc: number): void {
  const { machine, platform } = slot;
  if (machine === undefined || NOT_NOTED.has(argv[0] ?? '')) return;
  remember(machine.history, platform === undefined ? { argv, rc } : { argv, rc, platform });
}

async function runTraced(session: Session, argv: string[], act: Act): Promise<number> {
  const { beginTrace } = await import('./tracing.ts');
  const trace = await beginTrace(session, argv);
  try {
    return await act({ ...session, trace });
  } finally {
    await trace.finish();
  }
}

/** Runs a command, `argv`, on a session that has its machine. */
export async function perform(session: Session, access: Access, argv: string[], act: Act): Promise<number> {
  session.slot.platform = undefined;
  const { trace } = session.settings;
  const rc = trace === undefined ? await act(session) : await runTraced(session, argv, act);
  if (access === 'write') note(session, argv, rc);
  return rc;
}
