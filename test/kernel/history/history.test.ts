import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHANGE_IDS, type ChangeId, changeOf, subsystemOf } from '../../../src/kernel/history/history.ts';

const KERNEL = join(import.meta.dirname, '..', '..', '..', 'src', 'kernel');
const code = readdirSync(KERNEL, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.startsWith('history'))
  .map((path) => readFileSync(join(KERNEL, path), 'utf8'))
  .join('\n');

/** Returns true for an id in code: as the argument of `has`, or as data passed to it. */
const isAsked = (id: string): boolean => code.includes(`'${id}'`);

describe('history', () => {
  it('gives a reason for every change that no code tests', () => {
    const silent = CHANGE_IDS.filter((id) => !isAsked(id) && changeOf(id).invisible === undefined);
    expect(silent).toEqual([]);
  });

  it('has no reason for a change that code tests', () => {
    expect(CHANGE_IDS.filter((id) => isAsked(id) && changeOf(id).invisible !== undefined)).toEqual([]);
  });

  it('contains every change that code tests', () => {
    const asked = [...code.matchAll(/\bk\.has\('([a-z0-9.-]+)'\)/g)].map(([, id]) => id!);
    expect(asked.length).toBeGreaterThan(80);
    expect(asked.filter((id) => !(CHANGE_IDS as string[]).includes(id))).toEqual([]);
  });

  it('contains the changes named in `fixes`', () => {
    const fixed = CHANGE_IDS.flatMap((id) => changeOf(id).fixes ?? []);
    expect(fixed.length).toBeGreaterThan(5);
    expect(fixed.filter((id) => !(CHANGE_IDS as string[]).includes(id))).toEqual([]);
  });

  it('lists the changes of a subsystem in release order', () => {
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

  it('lists backports and drops by full stable version', () => {
    const stables = CHANGE_IDS.flatMap((id) => [
      ...(changeOf(id).backports ?? []),
      ...(changeOf(id).dropped ?? []),
    ]);
    expect(stables.filter((name) => !/^\d+\.\d+\.\d+$/.test(name))).toEqual([]);
  });

  it('ends every effect with a full stop', () => {
    expect(CHANGE_IDS.filter((id) => !changeOf(id).effect.endsWith('.'))).toEqual([]);
  });
});
