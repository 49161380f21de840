/** Notes about a paste beside the facts read: assumptions, gaps, contradictions. */
import type { Place } from '../facts.ts';

/** Sources that contradict each other. */
export interface Conflict {
  about: string;
  says: { source: string; place?: Place; value: string }[];
  /** The source that is used, and the reason. */
  choice: string;
}

export interface Notes {
  assumed: string[];
  unknown: string[];
  conflicts: Conflict[];
}

/** Notes without an entry. */
export const newNotes = (): Notes => ({ assumed: [], unknown: [], conflicts: [] });

/** Notes of a kind, at most: the length of the report is bounded for any paste. */
const MAX_NOTES = 200;

function addOnce(list: string[], text: string): void {
  if (list.length < MAX_NOTES && !list.includes(text)) list.push(text);
}

/** Notes a value that no source shows. */
export const noteAssumption = ({ assumed }: Notes, text: string): void => addOnce(assumed, text);
/** Notes a gap that the machine cannot show. */
export const noteUnknown = ({ unknown }: Notes, text: string): void => addOnce(unknown, text);
/** Notes a contradiction and the choice that was made. */
export function noteConflict({ conflicts }: Notes, conflict: Conflict): void {
  if (conflicts.length >= MAX_NOTES) return;
  const says = conflict.says.map(({ source, place, value }) => ({
    source,
    ...(place !== undefined && { place: { file: place.file, line: place.line } }),
    value,
  }));
  conflicts.push({ ...conflict, says });
}

/** Name of a file in a message. */
export const fileText = (file: string): string => (file === '-' ? 'standard input' : file);

/** `FILE:LINE`, or `line N` for standard input. */
export const placeText = ({ file, line }: Place): string =>
  file === '-' ? `line ${line}` : `${file}:${line}`;

/** A range as /proc/iomem prints it. */
export const rangeText = ({ start, end }: { start: number; end: number }): string =>
  `${start.toString(16).padStart(8, '0')}-${end.toString(16).padStart(8, '0')}`;
