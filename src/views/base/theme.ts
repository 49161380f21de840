/**
 * Marks, colours and words shared by all pictures. The hues are the eight of Okabe and Ito, which
 * colour-blind readers can tell apart; each mark also has a glyph, an ASCII letter and a hatch pattern, so
 * no picture depends on colour.
 */
import { Chalk, type ChalkInstance, type ColorName } from 'chalk';

/** Colour depth as chalk counts it: none, 16, 256, true colour. */
export type ColorLevel = 0 | 1 | 2 | 3;

/** Properties of the output terminal. */
export interface Terminal {
  /** Columns; at least 40 are assumed. */
  width: number;
  color: ColorLevel;
  /** False when the locale is not UTF-8: pictures then keep to ASCII. */
  unicode: boolean;
}

/** Okabe and Ito's palette, plus the grey of backgrounds. */
export const PALETTE = {
  orange: '#E69F00',
  sky: '#56B4E9',
  green: '#009E73',
  yellow: '#F0E442',
  blue: '#0072B2',
  vermilion: '#D55E00',
  purple: '#CC79A7',
  grey: '#999999',
} as const;

export type Hue = keyof typeof PALETTE;

/** Yellow as a text colour, readable on white terminals too. */
const YELLOW_TEXT = '#B59F00';

/** The nearest of the sixteen ANSI colours; chalk's own mapping makes orange and vermilion the same red. */
const ANSI: Record<Hue, ColorName> = {
  orange: 'yellow',
  sky: 'cyanBright',
  green: 'green',
  yellow: 'yellowBright',
  blue: 'blueBright',
  vermilion: 'redBright',
  purple: 'magentaBright',
  grey: 'gray',
};

/** Hatch pattern that accompanies the colour in SVG. */
export type Hatch =
  | 'none'
  | 'dots'
  | 'dashes'
  | 'grid'
  | 'rising'
  | 'falling'
  | 'cross'
  | 'horizontal'
  | 'vertical';

export interface Mark {
  glyph: string;
  ascii: string;
  hue: Hue;
  hatch: Hatch;
  /** Text in the legend. */
  label: string;
}

/** The kinds of physical memory that pictures distinguish. */
export const MARKS = {
  ram: { glyph: '█', ascii: 'R', hue: 'blue', hatch: 'none', label: 'RAM since boot' },
  'hot-online': {
    glyph: '▓',
    ascii: 'H',
    hue: 'sky',
    hatch: 'dots',
    label: 'System RAM added later, online',
  },
  'hot-offline': {
    glyph: '▒',
    ascii: 'h',
    hue: 'sky',
    hatch: 'falling',
    label: 'System RAM added later, offline',
  },
  'memmap-only': {
    glyph: '░',
    ascii: '-',
    hue: 'green',
    hatch: 'grid',
    label: 'struct pages, but nothing behind them (hole or reserved)',
  },
  'pmem-ram': {
    glyph: '■',
    ascii: 'P',
    hue: 'orange',
    hatch: 'vertical',
    label: 'pmem, struct pages in RAM',
  },
  'pmem-device': {
    glyph: '▣',
    ascii: 'D',
    hue: 'vermilion',
    hatch: 'rising',
    label: 'pmem, struct pages in the device (altmap)',
  },
  info: {
    glyph: '▤',
    ascii: 'i',
    hue: 'purple',
    hatch: 'horizontal',
    label: 'info block and memmap area of a namespace',
  },
  'pmem-idle': {
    glyph: '□',
    ascii: 'p',
    hue: 'yellow',
    hatch: 'dashes',
    label: 'pmem that no driver has mapped',
  },
  dax: {
    glyph: '◆',
    ascii: 'S',
    hue: 'green',
    hatch: 'vertical',
    label: 'Soft Reserved, mapped by a dax device, struct pages in RAM',
  },
  'soft-reserved': {
    glyph: '◇',
    ascii: 's',
    hue: 'green',
    hatch: 'dashes',
    label: 'Soft Reserved that no driver has mapped',
  },
  'self-memmap': {
    glyph: '▥',
    ascii: 'm',
    hue: 'purple',
    hatch: 'vertical',
    label: 'struct pages of the memory block that holds them',
  },
  'cxl-used': {
    glyph: '◒',
    ascii: 'c',
    hue: 'blue',
    hatch: 'rising',
    label: 'CXL addresses in use',
  },
  'cxl-free': {
    glyph: '○',
    ascii: 'w',
    hue: 'grey',
    hatch: 'dots',
    label: 'CXL addresses that are free',
  },
  reserved: {
    glyph: 'x',
    ascii: 'x',
    hue: 'grey',
    hatch: 'cross',
    label: 'reserved or device I/O',
  },
  hole: { glyph: '·', ascii: '.', hue: 'grey', hatch: 'none', label: 'hole' },
} as const satisfies Record<string, Mark>;

export type MarkName = keyof typeof MARKS;

/** The marks of `used` in the order of the legend. */
export const inLegendOrder = (used: Iterable<MarkName>): MarkName[] => {
  const set = new Set(used);
  return (Object.keys(MARKS) as MarkName[]).filter((name) => set.has(name));
};

/** Colouring functions for one terminal; without colour they return the text unchanged. */
export interface Paint {
  hue(name: Hue, text: string): string;
  bold(text: string): string;
  dim(text: string): string;
  /** Colour of an error. */
  alarm(text: string): string;
}

const unchanged = (text: string): string => text;
const PLAIN: Paint = { hue: (_, text) => text, bold: unchanged, dim: unchanged, alarm: unchanged };

function makePaint(level: ColorLevel): Paint {
  const chalk: ChalkInstance = new Chalk({ level });
  const pen = (name: Hue): ChalkInstance => {
    if (level === 1) return chalk[ANSI[name]];
    return chalk.hex(name === 'yellow' ? YELLOW_TEXT : PALETTE[name]);
  };
  return {
    hue: (name, text) => pen(name)(text),
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    alarm: (text) => chalk.bold.redBright(text),
  };
}

/** Painters by colour depth, created at first use: without colour, chalk is not loaded. */
const paints: Paint[] = [PLAIN];

/** The painter for a terminal's colour depth, independent of environment and stream. */
export function paintFor({ color }: Pick<Terminal, 'color'>): Paint {
  paints[color] ??= makePaint(color);
  return paints[color];
}

/** The uncoloured character of a mark on this terminal. */
const markChar = (name: MarkName, terminal: Pick<Terminal, 'unicode'>): string =>
  terminal.unicode ? MARKS[name].glyph : MARKS[name].ascii;

/** `count` times the mark, coloured. */
export const paintMark = (name: MarkName, count: number, terminal: Terminal): string =>
  paintFor(terminal).hue(MARKS[name].hue, markChar(name, terminal).repeat(count));
