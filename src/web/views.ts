/** The panes beside the terminal, drawn after each command. */
import type { Lesson } from '../lessons/lesson.ts';
import { counted } from '../views/base/text.ts';
import { byId } from './dom.ts';
import { drawFiles } from './panes/files.ts';
import { drawLesson } from './panes/lesson.ts';
import { drawLog } from './panes/log.ts';
import { drawMap } from './panes/map.ts';
import type { Moment } from './panes/moment.ts';
import { drawSections } from './panes/sections.ts';

/**
 * Draws all panes.
 *
 * @param type types a command line at the prompt
 * @returns the changes in words, for a screen reader; empty without any
 */
export async function drawViews(
  moment: Moment,
  lessons: readonly Lesson[],
  type: (line: string) => void,
): Promise<string> {
  const sections = drawSections(byId('sections'), moment);
  const bands = drawMap(byId('map'), moment);
  const warnings = drawLog(byId('log'), moment);
  drawFiles(byId('files'), type);
  const goals = await drawLesson(byId('lesson'), lessons, moment, type);
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
