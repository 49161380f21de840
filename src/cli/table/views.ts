/** Commands that draw the machine. */
import type { ViewFlags, ViewName } from '../actions/views.ts';
import type { Session } from '../session/session.ts';
import { jsonOption, pictureOptions } from './options.ts';
import type { Row } from './row.ts';

interface ViewCommand {
  name: ViewName;
  about: string;
  /** Can be written as SVG and HTML. */
  picture?: boolean;
  /** Takes objects and ranges that narrow it. */
  narrows?: boolean;
  /** Can show what is different since a snapshot. */
  compares?: boolean;
}

const VIEW_COMMANDS: readonly ViewCommand[] = [
  {
    name: 'sections',
    about: 'sections and sub-sections of 128 and 2 MiB',
    picture: true,
    narrows: true,
    compares: true,
  },
  { name: 'map', about: 'the physical address space', picture: true, narrows: true },
  { name: 'zones', about: 'zones: what they span and what is present' },
  { name: 'iomem', about: '/proc/iomem with sizes' },
  { name: 'e820', about: 'the memory map of the BIOS and the one in force' },
  { name: 'blocks', about: 'memory blocks, their state and zones' },
  { name: 'pagemaps', about: 'mappings of persistent memory and where their struct pages are' },
  { name: 'vmemmap', about: 'where struct pages live' },
  { name: 'dmesg', about: "the kernel's log; as a picture, its WARNs", picture: true },
];

const viewRow = ({ name, about, picture, narrows, compares }: ViewCommand): Row => ({
  words: name,
  group: 'looking',
  about,
  access: 'read',
  inLessons: true,
  define(command) {
    jsonOption(command);
    if (compares) command.option('--since <snapshot>', 'only what is different now');
    if (picture) pictureOptions(command);
    if (narrows)
      command.argument('[object...]', 'a region, namespace, device, memory block, or a range such as 8G-9G');
  },
  async load() {
    const { show } = await import('../actions/views.ts');
    if (!narrows) return (session: Session, flags: ViewFlags) => show(session, name, [], flags);
    return (session: Session, objects: string[], flags: ViewFlags) => show(session, name, objects, flags);
  },
});

export const VIEW_ROWS: readonly Row[] = VIEW_COMMANDS.map(viewRow);
