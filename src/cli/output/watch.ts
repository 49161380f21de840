/** The answer, log lines and changes of a command, printed on stderr. */
import { type Changes, changesSince, type LineChange, noteState } from '../../machine/changes/changes.ts';
import type { Machine } from '../../machine/machine.ts';
import { runningMachine } from '../session/current-machine.ts';
import type { Session } from '../session/session.ts';
import { type ChangeView, usualViews } from '../session/settings.ts';
import { terminalOf } from './terminal.ts';

const DEFAULT_VIEWS: readonly ChangeView[] = ['sections'];

/** Lines of all that memsim adds to the output of a command, unless views are chosen. */
const MAX_LINES = 20;
/** Lines of a terminal that stay for the command and the next prompt. */
const OWN_LINES = 2;

/** Draws one view of the changes, in `most` lines if it can, at least the first row; empty without changes. */
type DrawChange = (changes: Changes, session: Session, most: number) => Promise<string>;

async function drawLines(change: LineChange, session: Session): Promise<string> {
  const { renderLineChanges } = await import('../../views/text/diff.ts');
  return renderLineChanges(change, terminalOf(session, session.err));
}

const DRAW: Record<ChangeView, DrawChange> = {
  async sections({ before, after }, session, most) {
    const { sectionsModel } = await import('../../views/model/sections.ts');
    const model = sectionsModel(after, { before });
    if (model.rows.length === 0) return '';
    const { renderSections } = await import('../../views/text/sections.ts');
    return renderSections(model, terminalOf(session, session.err), most);
  },
  async sysfs({ attributes }, session) {
    const { diffModel, renderDiff } = await import('../../views/text/diff.ts');
    return renderDiff(diffModel(attributes), terminalOf(session, session.err));
  },
  iomem: ({ iomem }, session) => drawLines(iomem, session),
  zones: ({ zones }, session) => drawLines(zones, session),
};

async function drawAnswer({ before, after, cxlMedia }: Changes, session: Session): Promise<string> {
  const { answersBetween } = await import('../../views/model/answer.ts');
  const { cxlMediaAnswers } = await import('../../views/model/cxl-answer.ts');
  const { renderAnswers } = await import('../../views/text/answer.ts');
  const answers = answersBetween(before, after);
  answers.push(...cxlMediaAnswers(cxlMedia, answers.length === 0));
  return renderAnswers(answers, terminalOf(session, session.err));
}

async function drawLog(session: Session, machine: Machine, since: number): Promise<string> {
  const { log } = machine.kernel.state;
  if (log.lines.length <= since) return '';
  const { dmesgModel, renderDmesg } = await import('../../views/text/dmesg.ts');
  return renderDmesg(dmesgModel(log, { since }), terminalOf(session, session.err));
}

const lineCount = (text: string): number => text.split('\n').length - 1;

/** Lines that are left for the sections; zero or less if there are none. */
function roomFor({ settings, err }: Session, printed: () => number, above: string): number {
  if (settings.views !== undefined) return Number.POSITIVE_INFINITY;
  const height = err.rows === undefined ? MAX_LINES : Math.min(MAX_LINES, err.rows - OWN_LINES - printed());
  return height - lineCount(above);
}

/** Views by precedence: those of the options, none for a command of a script, those of the environment. */
function viewsFor({ settings, nested, host }: Session): readonly ChangeView[] {
  return settings.views ?? (nested ? [] : (usualViews(host.env) ?? DEFAULT_VIEWS));
}

/**
 * Starts to watch the machine.
 *
 * @returns a function that prints the answer, the new log lines and the views; it gets the number of lines that
 *   the command itself has printed
 */
export async function watchChanges(session: Session): Promise<(printed?: () => number) => Promise<void>> {
  const endTrace = async (): Promise<void> => session.trace?.finish();
  if (session.settings.quiet) return endTrace;
  const views = viewsFor(session);
  const machine = await runningMachine(session);
  const since = machine.kernel.state.log.lines.length;
  const before = views.length > 0 ? noteState(machine) : undefined;
  return async (printed = () => 0) => {
    await endTrace();
    const changes = before && changesSince(before, machine);
    const answer = changes === undefined ? '' : await drawAnswer(changes, session);
    const above = answer + (await drawLog(session, machine, since));
    session.err.write(above);
    if (changes === undefined) return;
    const room = roomFor(session, printed, above);
    for (const view of views) session.err.write(await DRAW[view](changes, session, room));
    if (session.observed !== undefined) session.observed.taken = changes.taken;
  };
}
