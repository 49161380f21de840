/** Lines of fields in a JSON text. */
import { findNodeAtLocation, type Node, type ParseError, parseTree } from 'jsonc-parser';

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** The first error of a text that is no JSON: its line. */
function brokenAt(text: string): number {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true });
  return lineAt(text, errors[0]?.offset ?? 0);
}

/**
 * The line of a field, from 1. A missing field has the line of its parent; a text that is no JSON, the line of
 * its first error.
 */
export function lineOf(text: string, path: readonly PropertyKey[]): number {
  const root = parseTree(text);
  if (root === undefined || path.length === 0) return brokenAt(text);
  let node: Node = root;
  for (const key of path) {
    const next = findNodeAtLocation(node, [key as string | number]);
    if (next === undefined) break;
    node = next;
  }
  const named = node.parent?.type === 'property' ? node.parent : node;
  return lineAt(text, named.offset);
}
