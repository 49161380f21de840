/**
 * Running ndctl and daxctl: as the real tools, or in the teaching form, where the kernel's log and a view
 * of what changed follow on stderr.
 */
import { NIL_UUID } from '../../lib/uuid.ts';
import { type CommandContext, runTool } from '../../machine/command.ts';
import { loadTool, type ToolName } from '../../machine/tools.ts';
import type { ToolResult } from '../../tools/tool.ts';
import { NO_FILES } from '../../wall/no-files.ts';
import { runningMachine } from '../current-machine.ts';
import { hostFiles } from '../host-files.ts';
import type { Session } from '../session.ts';
import type { ChangeView } from '../settings.ts';
import { onlyLooks } from '../verbs.ts';
import { watchChanges } from '../watch.ts';

type Streams = Pick<Session, 'host' | 'out' | 'err'>;

const contextOf = ({ host, out }: Streams): CommandContext => ({
  host: hostFiles,
  stdin: host.readStdin,
  env: host.env,
  isTerminal: out.isTerminal,
});

function print({ out, err }: Streams, { stdout, stderr }: ToolResult): void {
  if (stdout.length > 0) out.write(stdout);
  if (stderr.length > 0) err.write(stderr);
}

/** stdout, stderr and exit code exactly as the real tool's. */
export async function dropIn(session: Session, name: ToolName, argv: string[]): Promise<number> {
  const tool = await loadTool(name);
  const result = await runTool(await runningMachine(session), tool, argv, contextOf(session));
  print(session, result);
  return result.rc;
}

/** What a tool says of itself, which needs no machine. */
export async function talk(streams: Streams, name: ToolName, argv: string[]): Promise<number> {
  const tool = await loadTool(name);
  const result = await tool(argv, { ...contextOf(streams), files: NO_FILES, newUuid: () => NIL_UUID });
  print(streams, result);
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
  const showChanges = await watchChanges(session, usualViews);
  const rc = await dropIn(session, name, argv);
  await showChanges();
  return rc;
}
