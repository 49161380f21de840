/** Keys that the schemas would not see. */

/** Tests for a member called `__proto__` in any record, which schemas skip. */
export function hasHiddenKey(value: unknown): boolean {
  const left = [value];
  while (left.length > 0) {
    const at = left.pop();
    if (typeof at !== 'object' || at === null) continue;
    if (Object.hasOwn(at, '__proto__')) return true;
    for (const member of Object.values(at)) if (typeof member === 'object') left.push(member);
  }
  return false;
}
