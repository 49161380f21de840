import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packagedScenarios } from '../../../src/cli/input/scenario-folder.ts';
import { type ChangeId, changeOf } from '../../../src/kernel/history/history.ts';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

const scenarios = packagedScenarios(join(import.meta.dirname, '..', '..', '..'));
async function run(...options: string[]) {
  const { rc, stdout } = await memsimIn(scratchFolder())(['scenario', 'run', '--json', ...options]);
  return { rc, ...(JSON.parse(stdout) as { verdict: string; crashed: string | null }) };
}

/** Bugs after which a real machine could not continue. */
const CRASHES = [
  ...['altmap-null-pointer', 'collision-release', 'hotplug-refcount', 'negative-references'],
  ...['pgd-race', 'put-page-gpf'],
];

describe.each(scenarios)('scenario $name', ({ name, fix, kernel }) => {
  it(`occurs on ${kernel}`, async () => {
    const { rc, verdict, crashed } = await run(name);
    expect({ rc, verdict }).toEqual({ rc: 1, verdict: 'shows' });
    expect(crashed !== null).toBe(CRASHES.includes(name));
  });

  it(`does not occur ${fix === undefined ? 'with the workaround' : `with ${fix} alone`}`, async () => {
    const repair = fix === undefined ? ['--repaired'] : ['--with', fix];
    expect(await run(name, ...repair)).toMatchObject({ rc: 0, verdict: 'gone', crashed: null });
  });

  it.runIf(fix !== undefined)('removes nothing from its release but the fix', () => {
    const { without } = scenarios.find((one) => one.name === name)!;
    expect(without.filter((id) => id !== fix)).toEqual([]);
    expect(changeOf(fix as ChangeId).since).not.toBe('never');
  });
});

describe('the bugs of the sub-section series', () => {
  const names = ['mixed-region-warn', 'ndctl-76', 'ndctl-28', 'pmem-csi-9', 'negative-references'];

  it.each(names)('%s does not occur on 5.3', async (name) => {
    expect(await run(name, '--kernel', '5.3')).toMatchObject({ rc: 0, verdict: 'gone' });
  });

  it.each(names)('%s occurs on 5.3 without sub-sections', async (name) => {
    const { verdict } = await run(name, '--kernel', '5.3', '--without', 'subsection-hotplug');
    expect(verdict).not.toBe('gone');
  });
});
