/** memsim's own options. Every command but the drop-in tools takes them. */

export interface OwnOption {
  flags: string;
  about: string;
}

export const OWN_OPTIONS: readonly OwnOption[] = [
  { flags: '--state <dir>', about: 'keep the machine in this folder' },
  { flags: '-q, --quiet', about: 'print neither the log nor what changed' },
  { flags: '--view <list>', about: 'sections,sysfs,iomem,zones, all, none ($MEMSIM_VIEW)' },
  { flags: '--trace', about: 'print kernel functions that run; --trace=sysfs: files' },
  { flags: '--film <file>', about: 'draw before, during and after as an animated SVG' },
  { flags: '--interactive', about: 'ask for missing arguments' },
  { flags: '--color <when>', about: 'auto, always or never' },
  { flags: '--no-color', about: 'the same as --color never' },
];

const WIDTH = 24;
const INDENT = 4;

/** The options in the layout of the usage text of a tool, without -q, which tools use themselves. */
export function ownOptionsUsage(): string {
  const lines = OWN_OPTIONS.map(({ flags, about }) => {
    const left = ' '.repeat(INDENT) + flags.replace('-q, ', '');
    return `${left.padEnd(WIDTH)}  ${about}\n`;
  });
  return ` options of memsim:\n\n${lines.join('')}\n`;
}
