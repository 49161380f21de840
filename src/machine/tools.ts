/** The tools by name, each module loaded on its first call. */
import type { Tool } from '../tools/tool.ts';

export type ToolName = 'ndctl' | 'daxctl' | 'cxl';

/** The tool with a name. The modules of its verbs are not loaded yet. */
export async function loadTool(name: ToolName): Promise<Tool> {
  if (name === 'ndctl') return (await import('../tools/ndctl/main.ts')).ndctl;
  if (name === 'cxl') return (await import('../tools/cxl/main.ts')).cxl;
  return (await import('../tools/daxctl/main.ts')).daxctl;
}

export const isToolName = (name: string): name is ToolName =>
  name === 'ndctl' || name === 'daxctl' || name === 'cxl';

/**
 * Tests for a command of memsim whose words are all the tool's. The words of `memsim daxctl` and `memsim cxl` may
 * hold memsim's own options.
 */
export const isDropIn = (name: string): boolean => name === 'ndctl';
