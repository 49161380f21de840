/** `memsim sections`, `zones`, `iomem`, `e820`, `dmesg` ..: pictures of the machine, or their data. */
import type { Machine } from '../../machine/machine.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import type { Terminal } from '../../views/theme.ts';
import { currentMachine } from '../current-machine.ts';
import type { Session } from '../session.ts';
import { terminalOf } from '../terminal.ts';

/** A picture: its data, which `--json` prints, and the way to draw it. */
interface View {
  model: unknown;
  draw(terminal: Terminal): string;
  /** The same picture as an SVG file. */
  svg?(): string;
}

type OpenView = (machine: Machine, objects: string[]) => Promise<View>;

const view = <T>(
  model: T,
  render: (model: T, terminal: Terminal) => string,
  drawSvg?: (model: T) => string,
): View => ({
  model,
  draw: (terminal) => render(model, terminal),
  ...(drawSvg && { svg: () => drawSvg(model) }),
});

/** Physical ranges of the objects named on the command line; all of memory when there are none. */
async function rangesOf({ kernel }: Machine, objects: string[]) {
  const { objectRanges } = await import('../../views/objects.ts');
  return objects.flatMap((name) => {
    const ranges = objectRanges(kernel.state, name);
    if (ranges === undefined) throw refusal(`nothing is called '${name}'`, EXIT.failed);
    return ranges;
  });
}

const VIEWS = {
  async sections(machine, objects) {
    const { sectionsModel } = await import('../../views/sections.ts');
    const { renderSections } = await import('../../views/sections-text.ts');
    const { sectionsSvg } = await import('../../views/svg-sections.ts');
    const options = objects.length > 0 ? { ranges: await rangesOf(machine, objects) } : {};
    return view(sectionsModel(machine.kernel.state, options), renderSections, sectionsSvg);
  },
  async map(machine, objects) {
    const { mapModel } = await import('../../views/bands.ts');
    const { renderMap } = await import('../../views/map.ts');
    const { mapSvg } = await import('../../views/svg-map.ts');
    const options = objects.length > 0 ? { ranges: await rangesOf(machine, objects) } : {};
    return view(mapModel(machine.kernel.state, options), renderMap, mapSvg);
  },
  async zones({ kernel }) {
    const { renderZones, zonesModel } = await import('../../views/zones.ts');
    return view(zonesModel(kernel.state), renderZones);
  },
  async iomem({ kernel }) {
    const { iomemModel, renderIomem } = await import('../../views/iomem.ts');
    return view(iomemModel(kernel.state.resources), renderIomem);
  },
  async e820({ kernel }) {
    const { e820Model, renderE820 } = await import('../../views/e820.ts');
    return view(e820Model(kernel.state.e820), renderE820);
  },
  async blocks({ kernel }) {
    const { memoryBlocksModel, renderMemoryBlocks } = await import('../../views/memory-blocks.ts');
    return view(memoryBlocksModel(kernel.state), renderMemoryBlocks);
  },
  async pagemaps({ kernel }) {
    const { pagemapsModel, renderPagemaps } = await import('../../views/pagemaps.ts');
    return view(pagemapsModel(kernel.state.mm), renderPagemaps);
  },
  async vmemmap({ kernel }) {
    const { memmap_room } = await import('../../kernel/mm/memmap-room.ts');
    const { renderVmemmap, vmemmapModel } = await import('../../views/vmemmap.ts');
    return view(vmemmapModel(kernel.state, memmap_room(kernel)), renderVmemmap);
  },
  async dmesg({ kernel }) {
    const { dmesgModel, renderDmesg } = await import('../../views/dmesg.ts');
    return view(dmesgModel(kernel.state.log), renderDmesg);
  },
} satisfies Record<string, OpenView>;

export type ViewName = keyof typeof VIEWS;

export interface ViewFlags {
  json?: boolean;
  svg?: boolean;
}

/** Prints a picture of the machine on stdout: as text, as data or as SVG. */
export async function show(
  session: Session,
  name: ViewName,
  objects: string[],
  flags: ViewFlags,
): Promise<number> {
  const open: OpenView = VIEWS[name];
  const { model, draw, svg } = await open(await currentMachine(session), objects);
  if (flags.json) session.out.write(`${JSON.stringify(model, null, 2)}\n`);
  else if (flags.svg && svg) session.out.write(svg());
  else session.out.write(draw(terminalOf(session, session.out)));
  return 0;
}
