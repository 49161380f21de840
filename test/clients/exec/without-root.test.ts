import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lacksNamespaces, MEMSIM, processIn, skipsWithout } from '../../helpers/exec.ts';
import { scratchFolder } from '../../helpers/folder.ts';

const BOOT = ['-q', 'boot', '--platform', 'qemu-14g', '--cmdline', 'memmap=4G!8G'];

/** Words that run the rest as the user nobody. */
const AS_NOBODY = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];

function lacksUserNamespaces(): string | undefined {
  const { status, error } = spawnSync('setpriv', [...AS_NOBODY, 'unshare', '-Urm', 'true']);
  if (error !== undefined || status !== 0) return 'user namespaces are not permitted, or this is not root';
  const may = (access: string, path: string): boolean =>
    spawnSync('setpriv', [...AS_NOBODY, 'test', access, path]).status === 0;
  if (!may('-r', MEMSIM)) return 'another user cannot read the sources';
  const lacks = lacksNamespaces();
  return lacks === undefined && !may('-w', '/dev/fuse') ? 'another user cannot open /dev/fuse' : lacks;
}

describe.skipIf(skipsWithout(lacksUserNamespaces(), 'memsim exec without root'))(
  'a user who is not root',
  () => {
    it('has the files of the machine in a user namespace', () => {
      const folder = scratchFolder();
      chmodSync(folder, 0o777);
      const { env } = processIn(join(folder, 'state'));
      const run = (...argv: string[]) => {
        const { status, stdout } = spawnSync('setpriv', [...AS_NOBODY, MEMSIM, ...argv], {
          env,
          encoding: 'utf8',
        });
        return { rc: status, stdout };
      };
      run(...BOOT);
      const script = `cat /sys/bus/nd/devices/namespace0.0/size
      ndctl create-namespace -fe namespace0.0 -m devdax | grep -c devdax
      ls /sys/bus/dax/devices; exit 5`;
      expect(run('exec', '--', 'sh', '-c', script)).toEqual({
        rc: 5,
        stdout: '4294967296\n2\ndax0.0\n',
      });
      expect(JSON.parse(run('list').stdout)[0]).toMatchObject({ mode: 'devdax' });
    });

    it('is told that mount needs root', () => {
      const { env } = processIn(scratchFolder());
      chmodSync(env.MEMSIM_STATE, 0o777);
      const { stderr } = spawnSync('setpriv', [...AS_NOBODY, MEMSIM, 'mount', '/mnt'], {
        env,
        encoding: 'utf8',
      });
      expect(stderr).toContain('memsim: mount: needs root');
    });
  },
);

const skips = skipsWithout(lacksNamespaces(), 'memsim exec where FUSE cannot be mounted');

describe.skipIf(skips)('where FUSE cannot be mounted', () => {
  function booted() {
    const temporary = scratchFolder();
    const { env, run } = processIn(scratchFolder(), { TMPDIR: temporary });
    run(BOOT);
    /** Runs memsim where /dev/fuse is another device. */
    const without = (argv: string[], input = '') => {
      const { status, stdout, stderr } = spawnSync(
        'unshare',
        ['-m', 'sh', '-c', 'mount --bind /dev/null /dev/fuse; exec "$@"', 'sh', MEMSIM, ...argv],
        { env, input, encoding: 'utf8' },
      );
      return { rc: status, stdout, stderr };
    };
    return {
      run,
      /** Names in the folder of temporary files. */
      litter: () => readdirSync(temporary),
      without,
      script: (text: string, input?: string) => without(['exec', '--', 'sh', '-c', text], input),
    };
  }

  it('the drop-ins work, and the rest is named', () => {
    const { run, script, litter } = booted();
    const { stdout, stderr } = run(['ndctl', 'list', '-RN']);
    const result = script(
      'ndctl list -RN; ndctl list --none 2> /dev/null; echo $?; [ -d /sys/bus/nd ]; exit 3',
    );
    expect(result).toMatchObject({ rc: 3, stdout: `${stdout}129\n` });
    expect(result.stderr).toMatch(
      /^memsim: exec: .*; \/sys, \/proc and \/dev are the system's: only ndctl, /,
    );
    expect(result.stderr.split('\n')).toHaveLength(stderr === '' ? 2 : 3);
    expect(litter()).toEqual([]);
  });

  it('calls that run at the same time, and that read standard input, get their own answers', () => {
    const { script } = booted();
    const { stdout } = script(
      `for i in 1 2 3 4 5 6; do (ndctl list -R | grep -c region0; echo 'list -N' | memsim run - | grep -c sector_size) & done
      wait; cat`,
      'input\n',
    );
    expect(stdout.trim().split('\n').sort()).toEqual([...Array(12).fill('1'), 'input']);
  });

  it('--real is refused', () => {
    const { without } = booted();
    expect(without(['exec', '--real', '--', 'true'])).toMatchObject({
      rc: 1,
      stderr: expect.stringMatching(/^memsim: exec: --real: /),
    });
  });
});
