/** Invariants of every machine that memsim made, after any commands. */
import type { KernelState } from '../../src/kernel/state.ts';
import type { SavedMachine } from '../../src/machine/machine.ts';
import { checkMachine } from '../../src/machine/state/schema/saved-machine.ts';

function* overlappingResources({ resources: { byId } }: KernelState): Generator<string> {
  for (const { children, name } of Object.values(byId)) {
    let last = -1;
    for (const id of children) {
      const { start, end } = byId[id]!;
      if (start <= last) yield `resources below ${name || 'the root'} overlap at ${start.toString(16)}`;
      last = end;
    }
  }
}

function* overlappingExtents({ nd }: KernelState): Generator<string> {
  for (const { name, drvdata } of Object.values(nd.dimms)) {
    const extents = Object.values(drvdata?.dpa.extents ?? {}).sort((a, b) => a.start - b.start);
    for (const [i, extent] of extents.entries())
      if (i > 0 && extents[i - 1]!.start + extents[i - 1]!.size > extent.start)
        yield `${name}: extents overlap`;
  }
}

function* mappedTwice({ mm, crashed }: KernelState): Generator<string> {
  if (crashed !== undefined) return;
  for (const [key, { id }] of Object.entries(mm.pagemaps))
    if (key !== `${id}`) yield `page map ${id} is entered as ${key}`;
}

/** Throws when the machine violates an invariant. */
export function expectWhole(machine: SavedMachine): void {
  const result = checkMachine(machine);
  if ('error' in result) throw new Error(`the machine is not as its schema has it: ${result.error}`);
  for (const check of [overlappingResources, overlappingExtents, mappedTwice])
    for (const fault of check(machine.kernel)) throw new Error(fault);
}
