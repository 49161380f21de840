/** Differences between two states of a machine, as data for scripts and views. */
import type { DevPagemap } from '../../kernel/mm/state.ts';
import type { NdNamespace } from '../../kernel/nvdimm/state.ts';
import type { KernelState } from '../../kernel/state.ts';
import { type Files, failed } from '../../wall/files.ts';
import { type Machine, openMachine } from '../machine.ts';
import type { MachineCore } from '../state/kept.ts';
import { differingKeys, tableAt, valuesAt } from '../state/lazy/differing.ts';
import { openTaken, takeLazily } from '../state/lazy/take.ts';
import type { Taken } from '../state/lazy/text.ts';
import { type AttributeChange, changedAttributes } from './changed-attributes.ts';
import { type CxlMediaChange, cxlMediaChanges } from './cxl-media.ts';
import { type Both, type Changed, excerpts } from './excerpt.ts';
import { TABLES, type TableName } from './relations.ts';

/** Added and removed lines of a text. */
export interface LineChange {
  removed: string[];
  added: string[];
}

export interface Changes {
  /** The kernel's records before and after in which they differ; see excerpts(). */
  before: KernelState;
  after: KernelState;
  attributes: AttributeChange[];
  cxlMedia: CxlMediaChange[];
  iomem: LineChange;
  zones: LineChange;
  /** The state after. */
  taken: Taken;
}

function linesOf(files: Files, path: string): string[] {
  const text = files.read(path);
  return failed(text) ? [] : text.split('\n').filter((line) => line !== '');
}

/** Lines that exist on one side only, each in its own order. */
function changedLines(was: string[], is: string[]): LineChange {
  const had = new Set(was);
  const has = new Set(is);
  return { removed: was.filter((line) => !has.has(line)), added: is.filter((line) => !had.has(line)) };
}

const zoneLines = ({ mm }: KernelState): string[] =>
  mm.zones
    .filter((zone) => zone.spanned > 0)
    .map(
      ({ nid, name, startPfn, spanned, present }) =>
        `Node ${nid}, zone ${name}: start_pfn ${startPfn} spanned ${spanned} present ${present}`,
    );

/** Notes the state of a machine before a command. Parts that were not read yet are shared with it, not copied. */
export const noteState = ({ firmware, kernel, request }: Machine): Taken =>
  takeLazily({ request, firmware, kernel: kernel.state } satisfies MachineCore);

/** Changes beyond which the states are compared as a whole. */
const MANY = 100;

interface Noted {
  taken: Taken;
  core: MachineCore;
}

const noted = (taken: Taken): Noted => ({ taken, core: openTaken(taken) as MachineCore });

/** The parts of two states in which they differ; the whole states if very many records do. */
function differing(before: Noted, after: Noted): Both {
  const both: Both = [before.core.kernel, after.core.kernel];
  const wayOf = (way: readonly string[]): string[] => ['kernel', ...way];
  const keysAt = (way: readonly string[]): string[] => differingKeys(before.taken, after.taken, wayOf(way));
  const names = Object.keys(TABLES) as TableName[];
  const changed = {
    ...Object.fromEntries(names.map((name) => [name, keysAt(TABLES[name])])),
    resources: keysAt(['resources', 'byId']),
  } as unknown as Changed;
  if (Object.values(changed).some((keys) => keys.length > MANY)) return both;
  return excerpts(both, changed, {
    isLarge: (way) => [before, after].every(({ taken }) => tableAt(taken, wayOf(way)) !== undefined),
    namespaces: (ranges) => valuesAt(after.taken, wayOf(TABLES.namespaces), ranges) as Iterable<NdNamespace>,
    pagemaps: (ranges) => valuesAt(after.taken, wayOf(TABLES.pagemaps), ranges) as Iterable<DevPagemap>,
  });
}

/**
 * All differences between a noted state and the present one, within one boot; each member is computed when it is
 * read.
 */
export function changesSince(note: Taken, machine: Machine): Changes {
  const before = noted(note);
  const after = noted(noteState(machine));
  const { commandLog } = machine;
  let both: Both | undefined;
  const states = (): Both => {
    both ??= differing(before, after);
    return both;
  };
  const was = (): Machine => openMachine({ ...before.core, commandLog });
  const iomem = ({ files }: Machine): string[] => linesOf(files, '/proc/iomem');
  return {
    get before() {
      return states()[0];
    },
    get after() {
      return states()[1];
    },
    get attributes() {
      return changedAttributes({ taken: note, machine: was() }, { taken: after.taken, machine });
    },
    get cxlMedia() {
      return cxlMediaChanges(machine.kernel.state, before.core.firmware, after.core.firmware);
    },
    get iomem() {
      return changedLines(iomem(was()), iomem(machine));
    },
    get zones() {
      return changedLines(zoneLines(before.core.kernel), zoneLines(machine.kernel.state));
    },
    taken: after.taken,
  };
}
