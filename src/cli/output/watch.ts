/** The log lines and changes of a command, printed on stderr. */
import { type Changes, changesBetween, type LineChange } from '../../machine/changes/changes.ts';
import { keepCopy } from '../../machine/copy.ts';
import type { Machine } from '../../machine/machine.ts';
import { runningMachine } from '../session/current-machine.ts';
import type { Session } from '../session/session.ts';
import type { ChangeView } from '../session/settings.ts';
import { terminalOf } from './terminal.ts';

const DEFAULT_VIEWS: readonly ChangeView[] = ['sections', 'sysfs'];

/** Draws one view of the changes; empty without changes. */
type DrawChange = (changes: Changes, session: Session) => Promise<string>;

async function drawLines(change: LineChange, session: Session): Promise<string> {
  const { renderLineChanges } = await import('../../views/text/diff.ts');
  return renderLineChanges(change, terminalOf(session, session.err));
}

const DRAW: Record<ChangeView, DrawChange> = {
  async sections({ before, after }, session) {
    const { sectionsModel } = await import('../../views/model/sections.ts');
    const model = sectionsModel(after, { before });
    if (model.rows.length === 0) return '';
    const { renderSections } = await import('../../views/text/sections.ts');
    return renderSections(model, terminalOf(session, session.err));
  },
  async sysfs({ attributes }, session) {
    const { diffModel, renderDiff } = await import('../../views/text/diff.ts');
    return renderDiff(diffModel(attributes), terminalOf(session, session.err));
  },
  iomem: ({ iomem }, session) => drawLines(iomem, session),
  zones: ({ zones }, session) => drawLines(zones, session),
};

async function drawLog(session: Session, machine: Machine, since: number): Promise<string> {
  const { log } = machine.kernel.state;
  if (log.lines.length <= since) return '';
  const { dmesgModel, renderDmesg } = await import('../../views/text/dmesg.ts');
  return renderDmesg(dmesgModel(log, { since }), terminalOf(session, session.err));
}

/**
 * Starts to watch the machine.
 *
 * @param usual views to draw unless the settings choose
 * @returns a function that prints the new log lines and the views
 */
export async function watchChanges(
  session: Session,
  usual: readonly ChangeView[] = DEFAULT_VIEWS,
): Promise<() => Promise<void>> {
  const endTrace = async (): Promise<void> => session.trace?.finish();
  if (session.settings.quiet) return endTrace;
  const views = session.settings.views ?? usual;
  const machine = await runningMachine(session);
  const since = machine.kernel.state.log.lines.length;
  const before = views.length > 0 ? keepCopy(machine) : undefined;
  return async () => {
    await endTrace();
    session.err.write(await drawLog(session, machine, since));
    if (before === undefined) return;
    const changes = changesBetween(before(), machine);
    for (const view of views) session.err.write(await DRAW[view](changes, session));
  };
}
