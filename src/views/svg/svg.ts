/**
 * Base of all drawings: a self-contained SVG for slides, with a white background, colour-blind-safe hues, a
 * hatch for each mark, and tooltips.
 */
import { withoutControls } from '../../lib/controls.ts';
import { type Hatch, inLegendOrder, MARKS, type MarkName, PALETTE } from '../base/theme.ts';

/** Width of every drawing in user units; 1280 fits a 16:9 slide. */
export const WIDTH = 1280;
export const MARGIN = 40;
export const INK = '#1a1a1a';
export const FAINT = '#5a5a5a';
/** Text of an error or a conflict. */
export const ALARM = '#a34700';
/** Lines around and between cells. */
export const OUTLINE = '#444444';

/** Text for XML 1.0 and HTML. XML has no place for controls and halves of characters. */
export const escapeXml = (text: string): string =>
  withoutControls(text)
    .replace(/[\p{Surrogate}\ufffe\uffff]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

type Attributes = Record<string, string | number>;

/** An element; `content` is markup, and the caller escapes untrusted text. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  return content === '' ? `<${name}${list.join('')}/>` : `<${name}${list.join('')}>${content}</${name}>`;
}

export interface TextStyle {
  size?: number;
  fill?: string;
  bold?: boolean;
  mono?: boolean;
  anchor?: 'start' | 'middle' | 'end';
}

/** One line of text with its baseline at `y`. */
export function text(x: number, y: number, content: string, style: TextStyle = {}): string {
  const { size = 15, fill = INK, bold = false, mono = false, anchor = 'start' } = style;
  const classes = [...(mono ? ['m'] : []), ...(bold ? ['b'] : [])].join(' ');
  return element(
    'text',
    { x, y, 'font-size': size, fill, 'text-anchor': anchor, ...(classes && { class: classes }) },
    escapeXml(content),
  );
}

/** Shows `hint` as a tooltip of `content`. */
export const hinted = (hint: string, content: string): string =>
  element('g', {}, element('title', {}, escapeXml(hint)) + content);

const TILE = 8;

/** Strokes of a hatch on a tile of 8 by 8; diagonal ones continue in the adjacent tiles. */
const STROKES: Record<Hatch, string> = {
  none: '',
  dots: '<circle cx="2" cy="2" r="1.3"/><circle cx="6" cy="6" r="1.3"/>',
  dashes: '<path d="M1 2H4M5 6H8"/>',
  grid: '<path d="M0 4H8M4 0V8"/>',
  rising: '<path d="M-2 2L2 -2M0 8L8 0M6 10L10 6"/>',
  falling: '<path d="M-2 6L2 10M0 0L8 8M6 -2L10 2"/>',
  cross: '<path d="M0 0L8 8M0 8L8 0"/>',
  horizontal: '<path d="M0 2H8M0 6H8"/>',
  vertical: '<path d="M2 0V8M6 0V8"/>',
};

/** Marks for absent memory are pale with darker strokes; the others have the full hue. */
const PALE: Partial<Record<MarkName, { ground: string; stroke: string }>> = {
  hole: { ground: '#ffffff', stroke: '#ffffff' },
  'cxl-used': { ground: '#d6e8f5', stroke: PALETTE.blue },
  'cxl-free': { ground: '#f2f2f2', stroke: '#888888' },
  reserved: { ground: '#dddddd', stroke: PALETTE.grey },
  'memmap-only': { ground: '#d5efe6', stroke: PALETTE.green },
  'soft-reserved': { ground: '#dcf3ea', stroke: '#009e73' },
  'pmem-idle': { ground: '#fbf7cf', stroke: '#a89400' },
};

/** The fill of a mark. */
export const fillOf = (name: MarkName): { ground: string; stroke: string } =>
  PALE[name] ?? { ground: PALETTE[MARKS[name].hue], stroke: '#ffffff' };

function pattern(name: MarkName): string {
  const { hatch } = MARKS[name];
  const { ground, stroke } = fillOf(name);
  const size = { width: TILE, height: TILE };
  return element(
    'pattern',
    { id: `mark-${name}`, ...size, patternUnits: 'userSpaceOnUse' },
    element('rect', { ...size, fill: ground }) +
      element('g', { stroke, fill: stroke, 'stroke-width': 1.2 }, STROKES[hatch]),
  );
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A box with the fill of a mark. */
export const markBox = (name: MarkName, box: Box): string =>
  element('rect', { ...box, fill: `url(#mark-${name})`, stroke: OUTLINE, 'stroke-width': 0.6 });

const LEGEND_ROW = 28;
const LEGEND_COLUMN = 600;

/** Height of a legend of `count` marks. */
export const legendHeight = (count: number): number => Math.ceil(count / 2) * LEGEND_ROW;

/** The legend of the marks used, in two columns, starting at `y`. */
export function legend(used: Iterable<MarkName>, y: number): string {
  return inLegendOrder(used)
    .map((name, index) => {
      const x = MARGIN + (index % 2) * LEGEND_COLUMN;
      const top = y + Math.floor(index / 2) * LEGEND_ROW;
      const box = markBox(name, { x, y: top, width: 34, height: 20 });
      return box + text(x + 44, top + 15, MARKS[name].label);
    })
    .join('');
}

/** The style of every drawing. */
export const DRAWING_STYLE = `text{font-family:"Helvetica Neue",Helvetica,Arial,"Liberation Sans","DejaVu Sans",sans-serif}
.m{font-family:"DejaVu Sans Mono",Menlo,Consolas,"Liberation Mono",monospace}.b{font-weight:700}`;

export interface Drawing {
  /** Heading, also read by screen readers. */
  title: string;
  height: number;
  /** Marks whose fill the body uses. */
  marks: Iterable<MarkName>;
  body: string;
}

/** Height of the heading above the body of a drawing. */
export const HEADING = 76;

/** The complete SVG file. */
export function document({ title, height, marks, body }: Drawing): string {
  const patterns = inLegendOrder(marks).map(pattern).join('');
  const heading = text(MARGIN, 50, title, { size: 26, bold: true });
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${WIDTH} ${height}`,
      width: WIDTH,
      height,
      role: 'img',
      'aria-label': title,
    },
    element('style', {}, DRAWING_STYLE) +
      element('defs', {}, patterns) +
      element('rect', { width: WIDTH, height, fill: '#ffffff' }) +
      heading +
      body,
  );
}

/** A drawing embedded at `y` below another one, with its own height. */
export function below(drawing: string, y: number): { markup: string; height: number } {
  const height = Number(/ height="(\d+)"/.exec(drawing)?.[1] ?? 0);
  return { markup: drawing.replace(/^<svg xmlns="[^"]*"/, `<svg y="${y}"`), height };
}

/** Drawings below each other in one self-contained HTML page. */
export function htmlPage(title: string, drawings: string[]): string {
  const figures = drawings.map((drawing) => `<figure>${drawing}</figure>`).join('\n');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeXml(title)}</title>
<style>body{margin:0;background:#fff}figure{margin:0 auto 24px;max-width:${WIDTH}px}svg{width:100%;height:auto}</style>
</head>
<body>
${figures}
</body>
</html>
`;
}
