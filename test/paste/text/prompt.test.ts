import { describe, expect, it } from 'vitest';
import { commandIn } from '../../../src/paste/text/prompt.ts';

describe('commandIn', () => {
  it.each([
    '# ndctl list -RN',
    '$ ndctl list -RN',
    '$ sudo ndctl list -RN',
    '[root@db7 ~]# ndctl list -RN',
    'root@db7:~# ndctl list -RN',
    'user@db7:/tmp/a$ ndctl list -RN',
    'db7:~ # sudo -E ndctl list -RN',
    '+ ndctl list -RN',
    '(venv) user@db7:~$ ndctl list -RN',
    'ndctl list -RN',
  ])('finds the command of %s', (line) => {
    expect(commandIn(line)).toBe('ndctl list -RN');
  });

  it.each([
    '# What happened',
    '## dmesg',
    'ndctl: command not found',
    'ndctl list prints nothing'.slice(6),
    '$',
    '# ',
  ])('finds none in %s', (line) => {
    expect(commandIn(line)).toBeUndefined();
  });
});
