import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHANGE_IDS, type ChangeId, changeOf, subsystemOf } from '../../../src/kernel/history/history.ts';

const KERNEL = join(import.meta.dirname, '..', '..', '..', 'src', 'kernel');
const code = readdirSync(KERNEL, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.startsWith('history'))
  .map((path) => readFileSync(join(KERNEL, path), 'utf8'))
  .join('\n');

/** Asked for in code: as the argument of `has`, or as data that is given to it. */
const isAsked = (id: string): boolean => code.includes(`'${id}'`);

describe('history', () => {
  it('says of every change that nothing asks for why it cannot be seen', () => {
    const silent = CHANGE_IDS.filter((id) => !isAsked(id) && changeOf(id).invisible === undefined);
    expect(silent).toEqual([]);
  });

  it('calls no change invisible that code asks for', () => {
    expect(CHANGE_IDS.filter((id) => isAsked(id) && changeOf(id).invisible !== undefined)).toEqual([]);
  });

  it('asks for no change that it does not know', () => {
    const asked = [...code.matchAll(/\bk\.has\('([a-z0-9.-]+)'\)/g)].map(([, id]) => id!);
    expect(asked.length).toBeGreaterThan(80);
    expect(asked.filter((id) => !(CHANGE_IDS as string[]).includes(id))).toEqual([]);
  });

  it('names in `fixes` a change that it knows', () => {
    const fixed = CHANGE_IDS.flatMap((id) => changeOf(id).fixes ?? []);
    expect(fixed.length).toBeGreaterThan(5);
    expect(fixed.filter((id) => !(CHANGE_IDS as string[]).includes(id))).toEqual([]);
  });

  it('lists the changes of a part of the kernel in the order of their releases', () => {
    const release = (id: ChangeId): number => {
      const [major, minor] = changeOf(id).since.split('.').map(Number);
      return minor === undefined ? Number.POSITIVE_INFINITY : major! * 100 + minor;
    };
    const late = CHANGE_IDS.filter((id, i) => {
      const before = CHANGE_IDS[i - 1];
      return before !== undefined && subsystemOf(before) === subsystemOf(id) && release(before) > release(id);
    });
    expect(late).toEqual([]);
  });

  it('lists backports and drops of stable releases, by their full number', () => {
    const stables = CHANGE_IDS.flatMap((id) => [
      ...(changeOf(id).backports ?? []),
      ...(changeOf(id).dropped ?? []),
    ]);
    expect(stables.filter((name) => !/^\d+\.\d+\.\d+$/.test(name))).toEqual([]);
  });

  it('ends a sentence about what a user sees with a full stop', () => {
    expect(CHANGE_IDS.filter((id) => !changeOf(id).effect.endsWith('.'))).toEqual([]);
  });
});
