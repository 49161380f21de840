/** Records of older schemas in the form of the present one. */

/** A part of a machine whose shape was not checked. */
interface Unchecked {
  kernel?: { mm?: { pagemaps?: unknown } };
}

const isNumbered = (value: unknown): value is { id: number } =>
  typeof value === 'object' && value !== null && 'id' in value;

/**
 * A machine of schema 7 becomes one of schema 8: page maps are a table by id instead of a list. Values of
 * other shapes stay, for the check that follows.
 */
export function migrateMachine(machine: unknown): void {
  const mm = (machine as Unchecked | null)?.kernel?.mm;
  if (mm === undefined || mm === null || !Array.isArray(mm.pagemaps)) return;
  mm.pagemaps = Object.fromEntries(mm.pagemaps.filter(isNumbered).map((pagemap) => [pagemap.id, pagemap]));
}
