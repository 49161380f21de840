/** What changed between two moments of a machine, as data: for scripts, and for the views to draw. */
import type { KernelState } from '../../kernel/state.ts';
import { type Files, failed } from '../../wall/files.ts';
import type { Machine } from '../machine.ts';
import { type AttributeChange, changedAttributes } from './changed-attributes.ts';

/** Lines of a text that came and went. */
export interface LineChange {
  removed: string[];
  added: string[];
}

export interface Changes {
  /** The kernel's records as they were and are; a picture of sections is drawn from both. */
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

/** Lines that only one side has, each in its own order. */
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

/** Everything that differs between two moments of the same boot. */
export function changesBetween(before: Machine, after: Machine): Changes {
  const [was, is] = [before.kernel.state, after.kernel.state];
  const iomem = (machine: Machine): string[] => linesOf(machine.files, '/proc/iomem');
  return {
    before: was,
    after: is,
    attributes: changedAttributes(before, after),
    iomem: changedLines(iomem(before), iomem(after)),
    zones: changedLines(zoneLines(was), zoneLines(is)),
  };
}
