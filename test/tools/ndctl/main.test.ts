import { expect, test } from 'vitest';
import { ndctlVerbs } from '../../../src/tools/ndctl/main.ts';
import { machine } from './machine.ts';

const OVERVIEW = `
 usage: ndctl [--version] [--help] COMMAND [ARGS]


 See 'ndctl help COMMAND' for more information on a specific command.
 ndctl --list-cmds to see all available commands

`;

test.each<[string[], number, string, string]>([
  [[], 1, OVERVIEW, ''],
  [['--help'], 0, OVERVIEW, ''],
  [['-h'], 0, OVERVIEW, ''],
  [['help'], 0, OVERVIEW, ''],
  [['--version'], 0, '76.1\n', ''],
  [['-v'], 0, '76.1\n', ''],
  [['version'], 0, '76.1\n', ''],
  [['bogus'], 1, '', "Unknown command: 'bogus'\n"],
  [['--bogus'], 129, '', 'Unknown option: --bogus\n\n Usage: ndctl [--version] [--help] COMMAND [ARGS]\n'],
  [['help', 'bogus'], 255, '', 'No manual entry for ndctl-bogus\n'],
])('ndctl %j', async (argv, rc, stdout, stderr) => {
  expect(await machine('nfit-namespaces').run(...argv)).toEqual({ rc, stdout, stderr });
});

test('COMMAND --help and help COMMAND list the options', async () => {
  const m = machine('nfit-namespaces');
  const help = await m.run('create-namespace', '--help');
  expect(help).toEqual(await m.run('help', 'create-namespace'));
  expect(help).toMatchObject({ rc: 0, stderr: '' });
  expect(help.stdout).toContain('-a, --align <align>');
});

test('--list-cmds has every command once, version first and help last', async () => {
  const { stdout } = await machine('nfit-namespaces').run('--list-cmds');
  const names = stdout.trimEnd().split('\n');
  expect(new Set(names).size).toBe(names.length);
  expect([names[0], names.at(-1)]).toEqual(['version', 'help']);
});

test('every command loads', async () => {
  for (const verb of ndctlVerbs) expect(await verb.load()).toBeTypeOf('function');
});
