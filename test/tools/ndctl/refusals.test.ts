import { describe, expect, test } from 'vitest';
import { machine } from './machine.ts';

/** A machine with QEMU's DIMMs: labels, and no other firmware functions. */
const onNfit = (command: string) =>
  machine('nfit-namespaces', {
    refuse: (path) => (path.endsWith('/nfit/scrub') ? { error: 'ENOENT' } : undefined),
  }).run(...command.split(' '));
const onE820 = (command: string) => machine('e820-three-regions').run(...command.split(' '));

const unsecured = '  Error: nmem0: security operation not supported\n\n';
const noInjection =
  '  Error: nmem0: smart injection not supported by either platform firmware or the kernel.\n';

describe('errors of a DIMM that supports labels only', () => {
  test.each([
    ['setup-passphrase nmem0', 1, `${unsecured}passphrase enabled for 0 nmem.\n`],
    ['update-passphrase nmem0', 1, `${unsecured}passphrase updated for 0 nmem.\n`],
    ['remove-passphrase -m nmem0', 1, `${unsecured}passphrase removed for 0 nmem.\n`],
    ['freeze-security nmem0', 1, `${unsecured}security froze 0 nmem.\n`],
    ['sanitize-dimm nmem0', 1, `${unsecured}sanitized 0 nmem.\n`],
    ['sanitize-dimm -o -m nmem0', 1, `${unsecured}overwrite issued for 0 nmem.\n`],
    ['wait-overwrite nmem0', 1, unsecured],
    ['update-firmware -A nmem0', 1, 'updated 0 nmem.\n'],
    ['inject-smart -f nmem0', 251, noInjection],
    ['inject-smart -m foo nmem0', 251, noInjection],
    ['inject-smart -N nmem0', 251, noInjection],
    ['inject-smart nmem0', 234, '  Error: No valid operation specified\n\n'],
    ['inject-smart -f -F nmem0', 234, '  Error: Cannot use fatal inject and uninject together\n\n'],
    ['inject-smart -f foo', 250, '  Error: foo: no such dimm\n\n'],
    [
      'activate-firmware',
      161,
      'ACPI.NFIT: ndbus0: has no devices that support firmware update.\n' +
        'error activating firmware: Operation not supported\n',
    ],
    ['activate-firmware foo', 250, 'error activating firmware: No such device or address\n'],
    ['start-scrub', 254, 'error starting scrub: No such file or directory\n'],
    ['wait-scrub all', 254, 'error waiting for scrub completion: No such file or directory\n'],
    ['start-scrub foo', 250, 'error starting scrub: No such device or address\n'],
    ['inject-error namespace0.0 -B 1 -n 1', 161, 'namespace0.0: error injection not supported\n'],
    ['inject-error namespace9.0 -B 1 -n 1', 250, '  Error: namespace9.0: no such namespace\n\n'],
    ['inject-error namespace0.0', 234, '  Error: block and count required for inject/uninject\n\n'],
    ['inject-error -t -B 1', 234, '  Error: status is invalid with inject or uninject\n\n'],
    ['inject-error -B x -n 1 namespace0.0', 234, '  Error: Invalid block: x\n\n'],
    [
      'clear-errors namespace0.0',
      161,
      '  Error: namespace0.0: Unable to determine scrub state: Operation not supported\n\n' +
        'error clearing namespaces: Operation not supported\ncleared 0 namespaces\n',
    ],
    ['load-keys', 254, 'Change current work dir to /etc/ndctl/keys failed: No such file or directory\n'],
    ['load-keys -p /tmp', 254, 'Change current work dir to /tmp failed: No such file or directory\n'],
    ['monitor -D foo', 30, 'no dimm-event named foo\n'],
  ])('%s', async (command, rc, stderr) => {
    expect(await onNfit(command)).toEqual({ rc, stdout: '', stderr });
  });

  test('monitor has nothing to monitor', async () => {
    expect(await onNfit('monitor')).toEqual({
      rc: 250,
      stdout: 'no dimms to monitor, exiting\n',
      stderr: 'nmem1: no smart support\nnmem0: no smart support\n',
    });
    expect(await onNfit('monitor -b elsewhere')).toMatchObject({ rc: 250, stderr: '' });
  });

  test('update-firmware -v prints the missing function', async () => {
    expect((await onNfit('update-firmware -A -v nmem0')).stderr).toMatch(
      /\n {2}Error: update firmware: nmem0: firmware activate capability not found\n\nupdated 0 nmem.\n$/,
    );
  });
});

describe('errors of a bus without NFIT', () => {
  test.each([
    ['start-scrub', 161, 'error starting scrub: Operation not supported\n'],
    ['wait-scrub', 161, 'error waiting for scrub completion: Operation not supported\n'],
    ['freeze-security all', 0, 'security froze 0 nmem.\n'],
    ['wait-overwrite all', 0, ''],
    ['read-labels all', 0, 'read 0 nmem\n'],
    ['zero-labels nmem0', 0, 'zeroed 0 nmem\n'],
    [
      'activate-firmware',
      161,
      'e820: ndbus0: has no devices that support firmware update.\n' +
        'error activating firmware: Operation not supported\n',
    ],
  ])('%s', async (command, rc, stderr) => {
    expect(await onE820(command)).toEqual({ rc, stdout: '', stderr });
  });
});

describe('contradictory command lines', () => {
  test.each([
    ['update-firmware nmem0', 'require --arm, or --disarm\n'],
    ['update-firmware -A -D nmem0', 'set either --arm, or --disarm, not both\n'],
    ['update-firmware --no-arm nmem0', '--no-arm syntax not supported\n'],
    ['update-firmware --no-disarm nmem0', '--no-disarm syntax not supported\n'],
    [
      'update-passphrase --verbo nmem0',
      '  Error: Ambiguous option: verbo (could be --verbose or --verbose)\n',
    ],
    ['load-keys extra', '  Error: unknown parameter "extra"\n\n'],
    ['monitor extra', '  Error: unknown parameter "extra"\n\n'],
    ['inject-smart -f', '  Error: specify a dimm for the smart operation\n\n'],
    ['inject-error -B 1 -n 1', '  Error: specify a namespace to inject error to\n\n'],
    ['inject-smart -f nmem0 nmem1', '  Error: unknown extra parameter "nmem1"\n\n'],
    ['enable-region region0 all', '  Error: unknown extra parameter "all"\n\n'],
    ['disable-region', '  Error: specify a specific region id to act on, or "all"\n\n'],
    ['check-namespace', '  Error: specify a namespace to check, or "all"\n\n'],
    ['clear-errors', '  Error: specify a namespace to clear errors for, or "all"\n\n'],
  ])('%s', async (command, words) => {
    const { rc, stderr } = await onNfit(command);
    expect(rc).toBe(129);
    expect(stderr.slice(0, stderr.indexOf('\n usage:'))).toBe(words);
  });
});

describe('check-namespace', () => {
  test('skips an online namespace', async () => {
    expect(await onNfit('check-namespace namespace0.0')).toEqual({
      rc: 240,
      stdout: '',
      stderr:
        'namespace0.0: namespace_check: namespace0.0: check aborted, namespace online\n' +
        'error checking namespaces: Device or resource busy\nchecked 0 namespaces\n',
    });
  });

  test('rewrites no log without --repair', async () => {
    expect(await onNfit('check-namespace -L namespace0.0')).toMatchObject({
      rc: 234,
      stderr:
        'namespace0.0: namespace_check: --rewrite-log also requires --repair\n' +
        'error checking namespaces: Invalid argument\nchecked 0 namespaces\n',
    });
  });
});
