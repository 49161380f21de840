/** Views of the machine. */
import type { ViewFlags, ViewName } from '../actions/views.ts';
import type { Session } from '../session/session.ts';
import { jsonOption, pictureOptions } from './options.ts';
import type { Row } from './row.ts';

interface ViewCommand {
  name: ViewName;
  about: string;
  /** Takes --svg and --html. */
  picture?: boolean;
  /** Takes objects and ranges. */
  narrows?: boolean;
  /** Takes --since. */
  compares?: boolean;
}

const VIEW_COMMANDS: readonly ViewCommand[] = [
  {
    name: 'sections',
    about: 'show sections (128 MiB) and sub-sections (2 MiB)',
    picture: true,
    narrows: true,
    compares: true,
  },
  { name: 'map', about: 'show the physical address space', picture: true, narrows: true },
  { name: 'zones', about: 'show memory zones: spanned and present pages' },
  { name: 'iomem', about: 'show /proc/iomem with sizes' },
  { name: 'e820', about: 'show the e820 map of the firmware and the final one' },
  { name: 'blocks', about: 'show memory blocks, their states and zones' },
  { name: 'pagemaps', about: 'show device mappings and where their struct pages are' },
  { name: 'vmemmap', about: 'show where struct pages are' },
  { name: 'dmesg', about: 'show the kernel log; as a picture, its WARNs', picture: true },
];

const viewRow = ({ name, about, picture, narrows, compares }: ViewCommand): Row => ({
  words: name,
  group: 'views',
  about,
  access: 'read',
  inLessons: true,
  define(command) {
    jsonOption(command);
    if (compares) command.option('--since <snapshot>', 'only sections that differ from a snapshot');
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
