/** Shrinks a walk to the operations that its difference needs: fast-check, with the real kernel as the judge. */
import fc from 'fast-check';
import type { Operation } from '../transcript/operation.ts';
import type { BootRequest } from '../transcript/record-boots.ts';

/** An operation and the boot it belongs to. */
interface Placed {
  boot: number;
  operation: Operation;
}

const place = (boots: readonly BootRequest[]): Placed[] =>
  boots.flatMap(({ operations }, boot) => operations.map((operation) => ({ boot, operation })));

const assemble = (boots: readonly BootRequest[], placed: readonly Placed[]): BootRequest[] =>
  boots.map((request, boot) => ({
    ...request,
    operations: placed.filter((entry) => entry.boot === boot).map(({ operation }) => operation),
  }));

/**
 * Finds a smaller walk that still differs.
 *
 * @param boots a walk that differs in its last operation
 * @param differs asks both sides; true when the same difference is there
 * @param trials how often it may ask; what is smallest by then is the answer
 */
export async function shrinkWalk(
  boots: readonly BootRequest[],
  differs: (boots: readonly BootRequest[]) => Promise<boolean>,
  trials: number,
): Promise<BootRequest[]> {
  const all = place(boots);
  let smallest = all;
  let left = trials;
  const property = fc.asyncProperty(fc.subarray(all, { minLength: 1 }), async (part) => {
    // fast-check begins with the walk itself, which is known to differ.
    if (part.length === all.length) return false;
    if (left-- <= 0) return true;
    const isSmaller = await differs(assemble(boots, part));
    if (isSmaller) smallest = part;
    return !isSmaller;
  });
  await fc.check(property, { numRuns: 1, examples: [[all]], seed: 1 });
  return assemble(boots, smallest);
}
