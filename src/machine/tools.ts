/** The tools by name, each loaded when it is called. */
import type { Tool } from '../tools/tool.ts';

export type ToolName = 'ndctl' | 'daxctl';

/** The tool of that name, with the code of no verb yet. */
export async function loadTool(name: ToolName): Promise<Tool> {
  if (name === 'ndctl') return (await import('../tools/ndctl/main.ts')).ndctl;
  return (await import('../tools/daxctl/main.ts')).daxctl;
}

export const isToolName = (name: string): name is ToolName => name === 'ndctl' || name === 'daxctl';
