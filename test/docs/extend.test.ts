import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readLesson } from '../../src/lessons/schema.ts';
import { openStore } from '../../src/machine/state/store.ts';
import { holds } from '../../src/predicate/judge.ts';
import { visibleState } from '../../src/predicate/visible-state.ts';
import { memsimIn } from '../helpers/cli.ts';
import { scratchFolder } from '../helpers/folder.ts';
import { blocksOf } from './examples.ts';
import { ROOT } from './pages.ts';

const page = readFileSync(join(ROOT, 'docs', 'extend.md'), 'utf8');

it('the lesson that docs/extend.md shows is valid and solved by its solution', async () => {
  const text = blocksOf(page).find(({ language }) => language === 'json')!.body;
  const { start, steps } = readLesson(text, '99-example.json');
  const folder = scratchFolder();
  const memsim = memsimIn(folder);
  await memsim(['boot', '--platform', start.platform as string, '--kernel', start.kernel]);
  const goal = async (): Promise<boolean[]> => {
    const { machine } = await openStore(folder, { pid: 1, isAlive: () => false, timeout: 0 }).load();
    return Promise.all(steps[0]!.goals.map(({ when }) => holds(visibleState(machine!), when)));
  };
  expect(await goal()).toEqual([false]);
  for (const line of steps[0]!.solution) expect((await memsim(line.split(' '))).rc).toBe(0);
  expect(await goal()).toEqual([true]);
});
