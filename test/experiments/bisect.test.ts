import { describe, expect, it } from 'vitest';
import { bisect } from '../../src/experiments/bisect.ts';
import type { Candidate } from '../../src/experiments/toggle.ts';
import { releaseChanges } from '../../src/kernel/history/releases.ts';
import { knownRelease } from '../../src/machine/known.ts';

/** The changes and options of a kernel to try. */
function contents({ kernel, with: added, without, config }: Candidate) {
  const { release } = knownRelease(kernel);
  const changes = new Set<string>([...releaseChanges(release), ...added]);
  for (const id of without) changes.delete(id);
  return { changes, config: { ...release.config, ...config } };
}

const has =
  (...ids: string[]) =>
  async (candidate: Candidate) =>
    ids.every((id) => contents(candidate).changes.has(id));

describe('bisect', () => {
  it('finds the release and the change that made it good', async () => {
    const { answer, turn } = await bisect('6.1', '4.9', has('subsection-hotplug'));
    expect(answer).toMatchObject({ good: '5.3', bad: '5.2.1', needed: true, others: [] });
    expect(answer.toggles).toEqual([{ kind: 'add', change: 'subsection-hotplug' }]);
    expect(turn).toBeUndefined();
  });

  it('finds the change that broke a later release', async () => {
    const { answer } = await bisect(
      '4.12',
      '4.16',
      async (kernel) => !(await has('pgmap-radix-by-pfn')(kernel)),
    );
    expect(answer).toMatchObject({ good: '4.13', bad: '4.14', needed: true });
    expect(answer.toggles).toEqual([{ kind: 'remove', change: 'pgmap-radix-by-pfn' }]);
  });

  it('finds a change that a later release reverted', async () => {
    const { answer } = await bisect('4.13', '4.16', has('skip-invalid-pfns'));
    expect(answer.toggles).toEqual([{ kind: 'add', change: 'skip-invalid-pfns' }]);
    expect(answer.good).toBe('4.14');
  });

  it('finds the smallest set of changes where no single one suffices', async () => {
    const both = has('subsection-hotplug', 'pfn-no-padding');
    const { answer } = await bisect('5.4', '5.2', both);
    expect(answer.needed).toBe(true);
    expect(answer.toggles).toHaveLength(2);
  });

  it('finds a build option', async () => {
    const { answer } = await bisect('5.3', '5.2', async (kernel) => contents(kernel).config.MODULES === true);
    expect(answer.toggles).toEqual([{ kind: 'config', name: 'MODULES', value: true }]);
  });

  it('reports the deciding change, and the release at which the outcome turned', async () => {
    const either = async (kernel: Candidate) =>
      (await has('subsection-hotplug')(kernel)) ||
      ((await has('pfn-padding-regions')(kernel)) && !(await has('pfn-no-padding')(kernel)));
    const { answer, turn } = await bisect('5.3', '4.18', either);
    expect(answer.toggles).toEqual([{ kind: 'add', change: 'subsection-hotplug' }]);
    expect(answer).toMatchObject({ good: '5.3', bad: '4.18', needed: true });
    expect(turn?.toggles).toEqual([{ kind: 'add', change: 'pfn-padding-regions' }]);
  });

  it('reports that no known change makes the difference', async () => {
    const { answer } = await bisect('5.3', '5.2', async ({ kernel }) => kernel === '5.3');
    expect(answer.toggles).toEqual([]);
  });
});
