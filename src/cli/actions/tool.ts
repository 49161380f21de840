/**
 * Running ndctl and daxctl: as the real tools, or in the teaching form, where the kernel's log and a view
 * of what changed follow on stderr.
 */
import { type CommandResult, runTool } from '../../machine/command.ts';
import { hostFiles } from '../host-files.ts';
import { runningMachine, type Session } from '../session.ts';
import type { ChangeView } from '../settings.ts';
import { loadTool, type ToolName } from '../tools.ts';
import { onlyLooks } from '../verbs.ts';
import { watchChanges } from '../watch.ts';

async function call(session: Session, name: ToolName, argv: string[]): Promise<CommandResult> {
  const { host, out } = session;
  const tool = await loadTool(name);
  const machine = runningMachine(session);
  return runTool(machine, tool, argv, {
    host: hostFiles,
    stdin: host.readStdin,
    env: host.env,
    isTerminal: out.isTerminal,
  });
}

function print({ out, err }: Session, { stdout, stderr }: CommandResult): void {
  if (stdout.length > 0) out.write(stdout);
  if (stderr.length > 0) err.write(stderr);
}

/** stdout, stderr and exit code exactly as the real tool's. */
export async function dropIn(session: Session, name: ToolName, argv: string[]): Promise<number> {
  const result = await call(session, name, argv);
  print(session, result);
  return result.rc;
}

/** The same, and then on stderr what the kernel logged and what changed. */
export async function teach(
  session: Session,
  name: ToolName,
  argv: string[],
  usualViews?: readonly ChangeView[],
): Promise<number> {
  if (onlyLooks(argv)) return dropIn(session, name, argv);
  const showChanges = watchChanges(session, usualViews);
  const result = await call(session, name, argv);
  print(session, result);
  await showChanges();
  return result.rc;
}
