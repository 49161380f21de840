import { beforeEach, describe, expect, test } from 'vitest';
import { type DaxMachine, newMachine, run } from './machine.ts';

let m: DaxMachine;

beforeEach(() => {
  m = newMachine();
});

describe('invalid command lines', () => {
  test.each([
    ['reconfigure-device', 'specify a device to reconfigure, or "all"\n'],
    ['enable-device', 'specify a device to disable, or "all"\n'],
    ['reconfigure-device dax0.0', "error: a 'align', 'mode' or 'size' option is required\n"],
    ['reconfigure-device -m devdax -N dax0.0', '--no-online is incompatible with --mode=devdax\n'],
    [
      'reconfigure-device -C -N dax0.0',
      'dax0.0: -C cannot be used with --mode, --(no-)movable, or --(no-)online\n',
    ],
    ['online-memory dax0.0 dax0.1', 'unknown extra parameter "dax0.1"\n'],
    ['create-device --input nowhere', 'error: failed to parse device file: Invalid argument\n'],
    ['split-acpi -n 3', '  Error: --nodes=3, must be power of 2\n\n'],
  ])('%s', async (command, words) => {
    const { rc, stdout, stderr } = await run(m, command);
    expect({ rc, stdout }).toEqual({ rc: 129, stdout: '' });
    expect(stderr.slice(0, stderr.indexOf('\n usage:'))).toBe(words);
  });

  test('exit 1 with the name of the command', async () => {
    expect(await run(m, 'bogus')).toEqual({ rc: 1, stdout: '', stderr: "Unknown command: 'bogus'\n" });
  });

  test('version prints the version alone', async () => {
    expect(await run(m, 'version')).toEqual({ rc: 0, stdout: '76.1\n', stderr: '' });
  });
});

test('--list-cmds keeps the order of the real tool', async () => {
  const { stdout } = await run(m, '--list-cmds');
  expect(String(stdout).split('\n').slice(0, 4)).toEqual(['version', 'list', 'help', 'split-acpi']);
});

test('daxctl migrate-device-model prints where it installs the configuration', async () => {
  expect(await run(m, 'migrate-device-model')).toMatchObject({
    rc: 0,
    stdout: '',
    stderr: ' success: installed /etc/modprobe.d/daxctl.conf\n',
  });
});
