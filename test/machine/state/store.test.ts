import { spawnSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPlatform } from '../../../src/firmware/schema.ts';
import { logCommand } from '../../../src/machine/command-log.ts';
import { bootMachine, type Machine, savedMachine } from '../../../src/machine/machine.ts';
import { nothingKept } from '../../../src/machine/state/kept.ts';
import { loadSnapshot, putAside, saveSnapshot, snapshotNames } from '../../../src/machine/state/snapshots.ts';
import { openStore, type Store } from '../../../src/machine/state/store.ts';
import { scratchFolder } from '../../helpers/folder.ts';
import { fileOfNine } from '../../helpers/schema-nine.ts';

const platform = readPlatform(JSON.parse(readFileSync('fixtures/platforms/qemu-14g.json', 'utf8')));
const machine = (cmdline: string): Machine => bootMachine(platform, { kernel: '6.1', cmdline, seed: 1 });
const open = (folder: string): Store => openStore(folder, { pid: 1, isAlive: () => false, timeout: 0 });
const NO_LESSON = { current: null, done: [] };
const mode = (path: string): string => (lstatSync(path).mode & 0o777).toString(8);

/** A store whose machine went through these command lines. */
function storeWith(folder: string, ...cmdlines: string[]): Store {
  const store = open(folder);
  store.lock()();
  for (const cmdline of cmdlines)
    store.save({ machine: machine(cmdline), lessons: NO_LESSON }, ['boot', cmdline]);
  return store;
}

const cmdlineOf = async (store: Store): Promise<string | undefined> =>
  (await store.load()).machine?.request.cmdline;

describe('a state folder', () => {
  it('is readable by the user alone, and so are its files', () => {
    const folder = join(scratchFolder(), 'new');
    storeWith(folder, 'one', 'two');
    saveSnapshot(folder, 'kept', machine('kept'), 1);
    expect(mode(folder)).toBe('700');
    for (const file of ['state', 'undo/000000001', 'snapshots/kept'])
      expect(mode(join(folder, file))).toBe('600');
    for (const below of ['undo', 'snapshots']) expect(mode(join(folder, below))).toBe('700');
  });

  it('has no incomplete files of crashed writers after a save', () => {
    const folder = scratchFolder();
    const store = storeWith(folder, 'one');
    writeFileSync(join(folder, '.state.99-abc-0.tmp'), 'half');
    store.save({ machine: machine('two'), lessons: NO_LESSON }, ['boot']);
    expect(readdirSync(folder).sort()).toEqual(['state', 'undo']);
  });

  it.each<[string, (path: string) => void]>([
    ['a pipe', (path) => void spawnSync('mkfifo', [path])],
    ['a link', (path) => symlinkSync('/dev/zero', path)],
    ['a folder', (path) => mkdirSync(path)],
  ])('refuses %s for its state at once', async (_what, make) => {
    const folder = scratchFolder();
    make(join(folder, 'state'));
    await expect(open(folder).load()).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('not a plain file'),
    });
  });

  it('is checked when it was moved, and loads all the same', async () => {
    const folder = scratchFolder();
    const store = storeWith(folder, 'one');
    const bytes = readFileSync(join(folder, 'state'));
    const other = scratchFolder();
    writeFileSync(join(other, 'state'), bytes);
    expect(await cmdlineOf(open(other))).toBe('one');
    expect(await cmdlineOf(store)).toBe('one');
  });
});

describe('undo and redo', () => {
  it('restore the states in both directions', async () => {
    const store = storeWith(scratchFolder(), 'one', 'two', 'three');
    expect(store.step('undo')).toEqual({ number: 3, argv: ['boot', 'three'] });
    expect(store.step('undo')).toEqual({ number: 2, argv: ['boot', 'two'] });
    expect(await cmdlineOf(store)).toBe('one');
    expect(store.step('undo')).toEqual({ number: 1, argv: ['boot', 'one'] });
    expect(await store.load()).toEqual({ machine: undefined, lessons: NO_LESSON });
    expect(store.step('undo')).toBe(undefined);
    expect(store.step('redo')).toEqual({ number: 1, argv: ['boot', 'one'] });
    expect(store.step('redo')).toEqual({ number: 2, argv: ['boot', 'two'] });
    expect(await cmdlineOf(store)).toBe('two');
    expect(store.operations().map(({ number, place }) => `${number} ${place}`)).toEqual([
      '0 done',
      '1 done',
      '2 present',
      '3 undone',
    ]);
  });

  it('forget undone operations after another change, and count no command that changes nothing', async () => {
    const store = storeWith(scratchFolder(), 'one', 'two');
    store.step('undo');
    store.save(await store.load(), ['list']);
    expect(store.operations()).toHaveLength(3);
    store.save({ machine: machine('other'), lessons: NO_LESSON }, ['boot', 'other']);
    expect(store.operations().map(({ argv }) => argv[1])).toEqual([undefined, 'one', 'other']);
    expect(store.step('redo')).toBe(undefined);
  });

  it('take saves that follow a checkpoint for the same operation', async () => {
    const store = storeWith(scratchFolder(), 'one');
    const save = (act: 'save' | 'checkpoint', cmdline: string): void =>
      store[act]({ machine: machine(cmdline), lessons: NO_LESSON }, ['exec']);
    save('checkpoint', 'two');
    save('checkpoint', 'three');
    save('save', 'four');
    expect(await cmdlineOf(store)).toBe('four');
    expect(store.operations().map(({ argv }) => argv[0])).toEqual([undefined, 'boot', 'exec']);
    store.step('undo');
    expect(await cmdlineOf(store)).toBe('one');
  });

  it('keep the lessons that are done', async () => {
    const store = storeWith(scratchFolder(), 'one', 'two');
    store.save({ machine: (await store.load()).machine, lessons: { current: null, done: ['pages'] } }, [
      'lesson',
    ]);
    store.step('undo');
    expect((await store.load()).lessons.done).toEqual(['pages']);
  });

  it('reach back fifty commands', () => {
    const folder = scratchFolder();
    const store = open(folder);
    const one = machine('one');
    store.lock()();
    for (let i = 0; i < 60; i++) {
      one.kernel.state.log.clock = i;
      store.save({ machine: one, lessons: NO_LESSON }, ['write', `${i}`]);
    }
    expect(readdirSync(join(folder, 'undo'))).toHaveLength(50);
    expect(store.operations().at(-1)).toEqual({ number: 60, argv: ['write', '59'], place: 'present' });
  });

  it('survive a crash between the two names of a state', async () => {
    const folder = scratchFolder();
    const store = storeWith(folder, 'one', 'two');
    linkSync(join(folder, 'state'), join(folder, 'undo', '000000002'));
    store.step('undo');
    expect(await cmdlineOf(store)).toBe('one');
    renameSync(join(folder, 'redo', '000000002'), join(folder, 'redo', '000000003'));
    expect(store.step('redo')?.number).toBe(2);
    expect(await cmdlineOf(store)).toBe('two');
  });

  it('keep every earlier state when the state file is gone', async () => {
    const folder = scratchFolder();
    const store = storeWith(folder, 'one', 'two');
    rmSync(join(folder, 'state'));
    store.save({ machine: machine('three'), lessons: NO_LESSON }, ['boot', 'three']);
    expect(store.operations().map(({ number }) => number)).toEqual([0, 1, 2, 3]);
    store.step('undo');
    expect((await store.load()).machine).toBe(undefined);
    store.step('undo');
    expect(await cmdlineOf(store)).toBe('one');
  });

  it('bring back a machine that was removed', async () => {
    const store = storeWith(scratchFolder(), 'one');
    store.save({ machine: undefined, lessons: NO_LESSON }, ['reset']);
    expect(await cmdlineOf(store)).toBe(undefined);
    store.step('undo');
    expect(await cmdlineOf(store)).toBe('one');
  });
});

describe('snapshots', () => {
  it('may have any name, .tmp too', async () => {
    const folder = scratchFolder();
    for (const name of ['a.tmp', 'b']) saveSnapshot(folder, name, machine(name), 1);
    expect(snapshotNames(folder)).toEqual(['a.tmp', 'b']);
    expect((await loadSnapshot(folder, 'a.tmp')).request.cmdline).toBe('a.tmp');
    expect(readdirSync(join(folder, 'snapshots'))).toEqual(['a.tmp', 'b']);
  });

  it('that cannot be read are not taken for none', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'snapshots'), '');
    expect(snapshotNames(folder)).toEqual([]);
    const other = scratchFolder();
    symlinkSync('snapshots', join(other, 'snapshots'));
    expect(() => snapshotNames(other)).toThrow(/ELOOP/);
    await expect(loadSnapshot(other, 'x')).rejects.toThrow(/not a plain file|ELOOP/);
  });

  it('of replaced machines have names of their own, and the last ten stay', async () => {
    const folder = scratchFolder();
    saveSnapshot(folder, 'mine', machine('mine'), 1);
    for (let i = 1; i <= 12; i++)
      expect(putAside(folder, machine(`${i}`), i % 2 === 0 ? 'boot' : 'reset', 1)).toBe(
        `before-${i % 2 === 0 ? 'boot' : 'reset'}-${i}`,
      );
    expect(snapshotNames(folder)).toHaveLength(11);
    expect(snapshotNames(folder)).toContain('mine');
    expect(snapshotNames(folder)).toContain('before-reset-3');
    expect(snapshotNames(folder)).not.toContain('before-boot-2');
    expect((await loadSnapshot(folder, 'before-boot-12')).request.cmdline).toBe('12');
  });
});

it('the seal of a state has the inode and the time of its file', () => {
  const folder = scratchFolder();
  storeWith(folder, 'one');
  const seal = /(\d+):(\d+)\n/.exec(readFileSync(join(folder, 'state'), 'latin1'))!;
  const { ino, mtimeMs } = statSync(join(folder, 'state'));
  expect([Number(seal[1]), Number(seal[2])]).toEqual([ino, Math.round(mtimeMs)]);
});

describe('a state file of schema 9', () => {
  const OPTIONS = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`OPTION_${i}`, true]));

  it('becomes one of this schema without an operation, and is restored by undo', async () => {
    const folder = scratchFolder();
    const old = machine('old');
    Object.assign(old.kernel.state.config, OPTIONS);
    const operation = { number: 3, argv: ['boot'] };
    const file = join(folder, 'state');
    const write = (): void => {
      writeFileSync(file, '');
      const record = { ...nothingKept(), operation, machine: savedMachine(old) };
      writeFileSync(file, fileOfNine(record, `${statSync(file).ino}:1000`));
      utimesSync(file, 1, 1);
    };
    write();
    const store = open(folder);
    const contents = await store.load();
    const { kernel, commandLog } = contents.machine!;
    expect(kernel.state.config.OPTION_2000).toBe(true);
    logCommand(commandLog, { argv: ['list'], rc: 0 });
    store.save(contents, ['list']);
    expect(store.operations().map(({ number }) => number)).toEqual([3]);
    write();
    const { machine: again, lessons } = await store.load();
    again!.kernel.state.config.OPTION_2000 = false;
    store.save({ machine: again, lessons }, ['write']);
    expect(store.operations().map(({ number }) => number)).toEqual([3, 4]);
    store.step('undo');
    expect((await store.load()).machine!.kernel.state.config.OPTION_2000).toBe(true);
    store.step('redo');
    expect((await store.load()).machine!.kernel.state.config.OPTION_2000).toBe(false);
  });
});
