import { userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { namedFolder, stateFolder } from '../../../src/machine/state/state-folder.ts';

const HOME = '/home/ada';

describe('a command line names the folder', () => {
  it.each<[string, string[], string | undefined]>([
    ['in a word of its own', ['list', '--state', 'here', '-N'], 'here'],
    ['behind an equals sign', ['--state=here', 'list'], 'here'],
    ['twice: the last one counts', ['--state', 'there', '--state=here'], 'here'],
    ['not at all', ['list', '--statement', 'x'], undefined],
    ['without a value', ['list', '--state'], undefined],
  ])('%s', (_how, words, folder) => {
    expect(namedFolder(words)).toBe(folder);
  });
});

describe('the state is kept', () => {
  it.each<[string, string | undefined, Record<string, string | undefined>, string]>([
    ['where --state says', 'here', { MEMSIM_STATE: '/there', HOME }, 'here'],
    ['where MEMSIM_STATE says', undefined, { MEMSIM_STATE: 'there', XDG_STATE_HOME: '/xdg', HOME }, 'there'],
    ['below XDG_STATE_HOME', undefined, { MEMSIM_STATE: '', XDG_STATE_HOME: '/xdg', HOME }, '/xdg/memsim'],
    ['below HOME', undefined, { HOME }, '/home/ada/.local/state/memsim'],
    ['below HOME without XDG', undefined, { XDG_STATE_HOME: '', HOME }, '/home/ada/.local/state/memsim'],
    ['in no relative XDG', undefined, { XDG_STATE_HOME: 'xdg', HOME }, '/home/ada/.local/state/memsim'],
  ])('%s', (_where, asked, env, folder) => {
    expect(stateFolder(asked, env)).toBe(folder);
  });

  it.each([undefined, '', 'ada', '.'])('in the home of the user when HOME is %j, not here', (home) => {
    const folder = join(userInfo().homedir, '.local/state/memsim');
    expect(folder).toMatch(/^\//);
    expect(stateFolder(undefined, { HOME: home })).toBe(folder);
  });
});
