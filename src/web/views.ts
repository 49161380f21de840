/** The panes beside the terminal, drawn after each command. */
import type { Lesson } from '../lessons/lesson.ts';
import { counted } from '../views/base/text.ts';
import type { PageConsole } from './console.ts';
import { byId, element } from './dom.ts';
import { drawFiles } from './panes/files.ts';
import { drawLesson, withholding } from './panes/lesson.ts';
import { drawLog } from './panes/log.ts';
import { drawMap } from './panes/map.ts';
import type { Moment } from './panes/moment.ts';
import { drawSections } from './panes/sections.ts';

/** Draws a pane, whose id is its view, unless a drill withholds that view. */
function unlessWithheld(
  view: string,
  moment: Moment,
  draw: (parent: HTMLElement, moment: Moment) => number,
): number {
  const pane = byId(view);
  const kind = withholding(view, moment.lessons);
  if (kind === undefined) {
    if (pane.dataset.withheld) pane.replaceChildren();
    delete pane.dataset.withheld;
    return draw(pane, moment);
  }
  pane.dataset.withheld = kind;
  pane.replaceChildren(element('p', { class: 'facts' }, `The drill '${kind}' withholds it.`));
  return 0;
}

/**
 * Draws all panes.
 *
 * @param console runs the commands of the buttons
 * @returns the changes in words, for a screen reader; empty without any
 */
export async function drawViews(
  moment: Moment,
  lessons: readonly Lesson[],
  console: PageConsole,
): Promise<string> {
  const sections = unlessWithheld('sections', moment, drawSections);
  const bands = unlessWithheld('map', moment, drawMap);
  const warnings = drawLog(byId('log'), moment);
  drawFiles(byId('files'), console.type);
  const goals = await drawLesson(byId('lesson'), lessons, moment, console);
  byId('log-note').textContent = warnings > 0 ? counted(warnings, 'new WARN') : '';
  return [
    sections > 0 ? `${counted(sections, 'section')} changed` : '',
    bands > 0 ? `${counted(bands, 'range')} of the map changed` : '',
    warnings > 0 ? `${counted(warnings, 'WARN')} in the kernel log` : '',
    goals ?? '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}
