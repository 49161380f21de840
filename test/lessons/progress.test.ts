import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProgress, saveProgress } from '../../src/lessons/progress.ts';
import { scratchFolder } from '../helpers/folder.ts';

const midway = { current: { lesson: 'a-lesson', step: 1, hints: 2 }, done: ['first'] };

describe('progress', () => {
  it('is empty without a file', () => {
    expect(loadProgress(join(scratchFolder(), 'missing'))).toEqual({ current: null, done: [] });
  });

  it('is read back as written, and leaves no other file', () => {
    const folder = join(scratchFolder(), 'new');
    saveProgress(folder, midway, 7);
    expect(loadProgress(folder)).toEqual(midway);
    expect(readdirSync(folder)).toEqual(['lesson.json']);
  });

  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['without what is done', '{"current":null}'],
    ['with a step that is none', '{"current":{"lesson":"a","step":-1,"hints":0},"done":[]}'],
    ['with names that are none', '{"current":null,"done":[1]}'],
  ])('is refused when the file is %s, with its name', (_, text) => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'lesson.json'), text);
    expect(() => loadProgress(folder)).toThrow(`${join(folder, 'lesson.json')}: damaged`);
  });
});
