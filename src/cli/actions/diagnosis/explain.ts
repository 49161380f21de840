/** `memsim explain`: explains the last command, an object, or a layout. */
import { type Explanation, explainCommand } from '../../../explain/explanation.ts';
import { EXIT, refusal } from '../../../machine/refusal.ts';
import { parseSize } from '../../input/size.ts';
import { type JsonFlag, printModel } from '../../output/print-model.ts';
import { PLAIN_WIDTH } from '../../output/terminal.ts';
import { currentMachine, runningMachine } from '../../session/current-machine.ts';
import type { Session } from '../../session/session.ts';
import { isToolCall } from '../../table/table.ts';
import { type DimmFlags, requireNode } from '../dimm-flags.ts';
import { lastCommand } from './last-command.ts';

export interface ExplainFlags extends JsonFlag {
  size?: string;
  align?: string;
  region?: string;
  mode?: string;
  map?: string;
  reconfig?: string;
  force?: boolean;
}

/** The create-namespace command of the options; undefined without options. */
function commandOf({ size, align, region, mode, map, reconfig, force }: ExplainFlags): string[] | undefined {
  const options = {
    '--reconfig': reconfig,
    '--size': size,
    '--align': align,
    '--region': region,
    '--mode': mode,
    '--map': map,
  };
  const words = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [name, value],
  );
  if (words.length === 0) return undefined;
  return ['create-namespace', ...words, ...(force ? ['--force'] : [])];
}

/** Commands of memsim that are run on a copy. */
const RUN_AGAIN = new Set(['write', 'hotplug-dram']);

/** Explains the last command: by running it on a copy if that is possible, else by the log. */
async function explainLast(session: Session): Promise<Explanation> {
  const { entry, before } = await lastCommand(session, "name an object, see 'memsim status'");
  if (isToolCall(entry.argv) || RUN_AGAIN.has(entry.argv[0]!)) return explainCommand(before, entry.argv);
  const { explainLog } = await import('../../../explain/log.ts');
  const since = entry.argv[0] === 'reboot' ? 0 : before.kernel.state.log.lines.length;
  return explainLog(await currentMachine(session), entry.argv.join(' '), entry.rc, since);
}

async function explained(session: Session, object: string | undefined, flags: ExplainFlags) {
  const command = commandOf(flags);
  if (command !== undefined && object !== undefined)
    throw refusal(
      "explain: takes an object or the options of a namespace, not both; see 'memsim help explain'",
      EXIT.usage,
    );
  if (command !== undefined) return explainCommand(await runningMachine(session), command);
  if (object === undefined) return explainLast(session);
  const { explainObject } = await import('../../../explain/object.ts');
  const machine = await runningMachine(session);
  const explanation = await explainObject(machine, object);
  if (explanation !== undefined) return explanation;
  const { absence } = await import('../../../explain/absent.ts');
  const why = absence(machine.kernel.state, object) ?? `there is no object '${object}'`;
  throw refusal(`explain: ${why}; 'memsim status' lists regions and namespaces`);
}

const JSON_FLAG = '--json';

/** `memsim explain cxl create-region ..`: runs it on a copy. */
export async function explainCxlCommand(session: Session, words: string[]): Promise<number> {
  const argv = words.filter((word) => word !== JSON_FLAG);
  const { verbNamed } = await import('../../table/verbs.ts');
  if (verbNamed('cxl', argv[0]) === undefined)
    throw refusal(
      `explain cxl: '${argv[0] ?? ''}' is no command of cxl; 'memsim help cxl' lists them`,
      EXIT.usage,
    );
  const explanation = await explainCommand(await runningMachine(session), ['cxl', ...argv]);
  return printExplanation(session, explanation, { json: argv.length < words.length });
}

/** `memsim explain hotplug-dram ADDRESS SIZE`: runs it on a copy. */
export async function explainHotPlug(
  session: Session,
  address: string,
  size: string,
  flags: DimmFlags,
): Promise<number> {
  parseSize(address, 'address');
  parseSize(size, 'size');
  const machine = await runningMachine(session);
  requireNode(machine.kernel, flags.node);
  const node = flags.node === undefined ? [] : ['--node', `${flags.node}`];
  const argv = ['hotplug-dram', address, size, ...node];
  return printExplanation(session, await explainCommand(machine, argv), flags);
}

async function printExplanation(
  session: Session,
  explanation: Explanation,
  flags: JsonFlag,
): Promise<number> {
  const { renderExplanation } = await import('../../../views/text/diagnosis/explain.ts');
  printModel(session, flags, explanation, renderExplanation, PLAIN_WIDTH);
  return 0;
}

export async function explain(
  session: Session,
  object: string | undefined,
  flags: ExplainFlags,
): Promise<number> {
  return printExplanation(session, await explained(session, object, flags), flags);
}
