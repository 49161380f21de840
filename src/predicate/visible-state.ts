/** The user-visible state of a machine, for predicates. */

import { findRelease } from '../kernel/history/releases.ts';
import type { LogLine } from '../kernel/kernel/printk.ts';
import type { Range } from '../lib/range.ts';
import { ALONE, runTool } from '../machine/command.ts';
import type { Machine } from '../machine/machine.ts';
import { loadTool, type ToolName } from '../machine/tools.ts';
import type { SectionsModel } from '../views/model/sections.ts';
import { type Files, failed } from '../wall/files.ts';

export interface IomemEntry extends Range {
  name: string;
}

export interface VisibleState {
  /** Set after a crash: only the log can be read then. */
  crashed: boolean;
  files: Files;
  log: LogLine[];
  /** Commands of the command log that succeeded, as typed. */
  commands: string[];
  /** `6.1`, or the full version if memsim has no such release. */
  release: string;
  has(change: string): boolean;
  iomem(): IomemEntry[];
  /** The output of `TOOL list OPTIONS`; an empty array if there is none. */
  list(tool: ToolName, options: string): Promise<unknown>;
  /** The sections that a range intersects. */
  sections(range: Range): Promise<SectionsModel>;
}

const ENTRY = /^\s*([0-9a-f]+)-([0-9a-f]+) : (.*)$/;

function iomemEntries(files: Files): IomemEntry[] {
  const text = files.read('/proc/iomem');
  if (failed(text)) return [];
  return text.split('\n').flatMap((line) => {
    const [, start, end, name] = ENTRY.exec(line) ?? [];
    return name === undefined ? [] : [{ start: parseInt(start!, 16), end: parseInt(end!, 16), name }];
  });
}

/** The current user-visible state of a machine. */
export function visibleState(machine: Machine): VisibleState {
  const { files, kernel, commandLog } = machine;
  const { state } = kernel;
  return {
    crashed: state.crashed !== undefined,
    files,
    log: state.log.lines,
    commands: commandLog.entries.filter(({ rc }) => rc === 0).map(({ argv }) => argv.join(' ')),
    release: findRelease(state.release)?.release.name ?? state.release,
    has: (change) => state.changes.includes(change),
    iomem: () => iomemEntries(files),
    async list(tool, options) {
      const words = options.split(' ').filter((word) => word !== '');
      const { stdout } = await runTool(machine, await loadTool(tool), ['list', ...words], ALONE);
      const text = String(stdout);
      return text === '' ? [] : JSON.parse(text);
    },
    async sections(range) {
      const { sectionsModel } = await import('../views/model/sections.ts');
      return sectionsModel(state, { ranges: [range] });
    },
  };
}
