/** Links of Markdown pages, and the anchors that they may name. */
import { anchor } from '../../.scripts/docs/markdown.ts';

/** Text outside of code blocks and code spans. */
const prose = (text: string): string => text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '');

/** Targets of links and pictures. */
export const linksOf = (text: string): string[] =>
  [...prose(text).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);

/** Anchors of the headings of a page. */
export const anchorsOf = (text: string): Set<string> =>
  new Set(
    [...text.replace(/^```.*?^```$/gms, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      anchor(heading),
    ),
  );
