/** `memsim sections`, `zones`, `iomem`, `e820`, `dmesg` ..: views of the machine. */
import type { Machine } from '../../machine/machine.ts';
import type { Terminal } from '../../views/base/theme.ts';
import { type PictureFlags, savePictures, wantsPicture } from '../output/picture-files.ts';
import { type JsonFlag, printModel } from '../output/print-model.ts';
import { currentMachine } from '../session/current-machine.ts';
import type { Session } from '../session/session.ts';

/** A view: its model, which `--json` prints, and its drawings. */
interface View {
  model: object;
  draw(terminal: Terminal): string;
  /** SVG drawings in the order of a page. */
  drawings?(title?: string): string[];
}

type OpenView = (machine: Machine, objects: string[], before: Machine | undefined) => Promise<View>;

const view = <T extends object>(
  model: T,
  render: (model: T, terminal: Terminal) => string,
  drawings?: (model: T, title?: string) => string[],
): View => ({
  model,
  draw: (terminal) => render(model, terminal),
  ...(drawings && { drawings: (title) => drawings(model, title) }),
});

/** Options that narrow a view to the objects and ranges of the command line. */
async function narrowing(machine: Machine, objects: string[]) {
  if (objects.length === 0) return {};
  const { rangesOf } = await import('../input/ranges.ts');
  return { ranges: rangesOf(machine, objects) };
}

const VIEWS = {
  async sections(machine, objects, before) {
    const { sectionsModel } = await import('../../views/model/sections.ts');
    const { renderSections } = await import('../../views/text/sections.ts');
    const { sectionsSvg } = await import('../../views/svg/sections.ts');
    const options = {
      ...(await narrowing(machine, objects)),
      ...(before && { before: before.kernel.state }),
    };
    return view(sectionsModel(machine.kernel.state, options), renderSections, (model, title) => [
      sectionsSvg(model, title),
    ]);
  },
  async map(machine, objects) {
    const { mapModel } = await import('../../views/model/bands.ts');
    const { renderMap } = await import('../../views/text/map.ts');
    const { mapSvg } = await import('../../views/svg/map.ts');
    const model = mapModel(machine.kernel.state, await narrowing(machine, objects));
    return view(model, renderMap, (drawn, title) => [mapSvg(drawn, title)]);
  },
  async zones({ kernel }) {
    const { renderZones, zonesModel } = await import('../../views/text/memory/zones.ts');
    return view(zonesModel(kernel.state), renderZones);
  },
  async iomem({ kernel }) {
    const { iomemModel, renderIomem } = await import('../../views/text/memory/iomem.ts');
    return view(iomemModel(kernel.state.resources), renderIomem);
  },
  async e820({ kernel }) {
    const { e820Model, renderE820 } = await import('../../views/text/memory/e820.ts');
    const { e820_type_word } = await import('../../kernel/arch/x86/e820/e820.ts');
    return view(
      e820Model(kernel.state.e820, (type) => e820_type_word(kernel, type)),
      renderE820,
    );
  },
  async blocks({ kernel }) {
    const { memoryBlocksModel, renderMemoryBlocks } = await import(
      '../../views/text/memory/memory-blocks.ts'
    );
    return view(memoryBlocksModel(kernel.state), renderMemoryBlocks);
  },
  async pagemaps({ kernel }) {
    const { pagemapsModel, renderPagemaps } = await import('../../views/text/memory/pagemaps.ts');
    return view(pagemapsModel(kernel.state.mm), renderPagemaps);
  },
  async vmemmap({ kernel }) {
    const { memmap_room } = await import('../../kernel/arch/x86/init_64/vmemmap.ts');
    const { renderVmemmap, vmemmapModel } = await import('../../views/text/memory/vmemmap.ts');
    return view(vmemmapModel(kernel.state, memmap_room(kernel)), renderVmemmap);
  },
  async dmesg({ kernel }) {
    const { dmesgModel, renderDmesg } = await import('../../views/text/dmesg.ts');
    const { warnSvg } = await import('../../views/svg/warn.ts');
    return view(dmesgModel(kernel.state.log), renderDmesg, ({ entries }, title) =>
      entries.flatMap(({ warning }) => (warning === undefined ? [] : [warnSvg(warning, title)])),
    );
  },
} satisfies Record<string, OpenView>;

export type ViewName = keyof typeof VIEWS;

export interface ViewFlags extends PictureFlags, JsonFlag {
  /** Name of a snapshot to compare with. */
  since?: string;
}

async function snapshotOf(session: Session, name: string | undefined): Promise<Machine | undefined> {
  if (name === undefined) return undefined;
  const { loadSnapshot } = await import('../../machine/state/snapshots.ts');
  return loadSnapshot(session.store.folder, name);
}

/** Prints a view as text or JSON, or writes it as a picture. */
export async function show(
  session: Session,
  name: ViewName,
  objects: string[],
  flags: ViewFlags,
): Promise<number> {
  const open: OpenView = VIEWS[name];
  const machine = await currentMachine(session);
  const { model, draw, drawings } = await open(machine, objects, await snapshotOf(session, flags.since));
  if (!flags.json && drawings !== undefined && wantsPicture(flags))
    return savePictures(session, flags, drawings(flags.title));
  printModel(session, flags, model, (_, terminal) => draw(terminal));
  return 0;
}
