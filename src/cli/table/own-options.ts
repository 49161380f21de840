/** memsim's own options, which go with every command but the tools as they are. */

export interface OwnOption {
  flags: string;
  about: string;
}

export const OWN_OPTIONS: readonly OwnOption[] = [
  { flags: '--state <dir>', about: 'keep the machine in this folder' },
  { flags: '-q, --quiet', about: 'print neither the log nor what changed' },
  { flags: '--view <list>', about: 'views of changes: sections,sysfs,iomem,zones, all, none' },
  { flags: '--trace', about: 'print kernel functions that run; --trace=sysfs: files' },
  { flags: '--interactive', about: 'ask for missing arguments' },
  { flags: '--color <when>', about: 'auto, always or never' },
  { flags: '--no-color', about: 'the same as --color never' },
];

const WIDTH = 24;
const INDENT = 4;

/** The same in the layout of a tool's usage text; -q is the tool's there. */
export function ownOptionsUsage(): string {
  const lines = OWN_OPTIONS.map(({ flags, about }) => {
    const left = ' '.repeat(INDENT) + flags.replace('-q, ', '');
    return `${left.padEnd(WIDTH)}  ${about}\n`;
  });
  return ` options of memsim:\n\n${lines.join('')}\n`;
}
