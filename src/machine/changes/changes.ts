/** Differences between two states of a machine, as data for scripts and views. */
import type { KernelState } from '../../kernel/state.ts';
import { type Files, failed } from '../../wall/files.ts';
import type { Machine } from '../machine.ts';
import { type AttributeChange, changedAttributes } from './changed-attributes.ts';

/** Added and removed lines of a text. */
export interface LineChange {
  removed: string[];
  added: string[];
}

export interface Changes {
  /** The kernel's records before and after, from which section maps are drawn. */
  before: KernelState;
  after: KernelState;
  attributes: AttributeChange[];
  iomem: LineChange;
  zones: LineChange;
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

/** All differences between two states within one boot; lists are made when they are read. */
export function changesBetween(before: Machine, after: Machine): Changes {
  const [was, is] = [before.kernel.state, after.kernel.state];
  const iomem = (machine: Machine): string[] => linesOf(machine.files, '/proc/iomem');
  return {
    before: was,
    after: is,
    get attributes() {
      return changedAttributes(before, after);
    },
    get iomem() {
      return changedLines(iomem(before), iomem(after));
    },
    get zones() {
      return changedLines(zoneLines(was), zoneLines(is));
    },
  };
}
