/** `--svg` and `--html`: pictures in a file, or on standard output for `-`. */
import { refusal } from '../../machine/refusal.ts';
import { writeNamed } from '../input/named-files.ts';
import { type Session, say } from '../session/session.ts';

export interface PictureFlags {
  svg?: string;
  html?: string;
  title?: string;
}

/** Tests for --svg or --html. */
export const wantsPicture = ({ svg, html }: PictureFlags): boolean => svg !== undefined || html !== undefined;

function save(session: Session, file: string, text: string): void {
  writeNamed(session, file, `${text}\n`);
  if (file !== '-' && !session.settings.quiet) say(session, `wrote ${file}`);
}

/** Writes the last drawing as SVG, all drawings as one HTML page. */
export async function savePictures(
  session: Session,
  { svg, html, title = 'memsim' }: PictureFlags,
  drawings: string[],
): Promise<number> {
  const last = drawings.at(-1);
  if (last === undefined)
    throw refusal('there is nothing to draw; without --svg and --html the text shows why');
  if (svg !== undefined) save(session, svg, last);
  if (html !== undefined) {
    const { htmlPage } = await import('../../views/svg/svg.ts');
    save(session, html, htmlPage(title, drawings).trimEnd());
  }
  return 0;
}
