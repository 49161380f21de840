import { describe, expect, it } from 'vitest';
import { lacksNamespaces, processIn, skipsWithout } from '../../helpers/exec.ts';
import { scratchFolder } from '../../helpers/folder.ts';

const skips = skipsWithout(lacksNamespaces(), 'memsim exec');

/** A machine with one region of 4 GiB. */
function booted() {
  const memsim = processIn(scratchFolder());
  memsim.run(['-q', 'boot', '--platform', 'qemu-14g', '--cmdline', 'memmap=4G!8G']);
  return memsim;
}

describe.skipIf(skips)('a command on the machine', () => {
  it('finds the attributes, links and modes of the machine', () => {
    const { script, run } = booted();
    const path = '/sys/bus/nd/devices/namespace0.0/size';
    const { stdout, rc } = script(
      `cat ${path} /proc/iomem; readlink /sys/bus/nd/devices/region0; stat -c %a /sys/bus/nd/drivers/nd_pmem/bind`,
    );
    expect(rc).toBe(0);
    const link = run(['readlink', '/sys/bus/nd/devices/region0']).stdout;
    expect(stdout).toBe(`${run(['cat', path, '/proc/iomem']).stdout}${link}200\n`);
  });

  it('lists the same names in each folder as memsim ls', () => {
    const { script, run } = booted();
    const folders = ['/sys', '/sys/bus/nd/devices', '/sys/devices/system/memory', '/sys/dev/char'];
    const listings = script(folders.map((folder) => `ls ${folder}; echo; `).join('')).stdout.split('\n\n');
    for (const [i, folder] of folders.entries())
      expect(listings[i]!.split('\n').sort()).toEqual(run(['ls', folder]).stdout.trim().split('\n').sort());
  });

  it('keeps the null device and the like of the system', () => {
    const { script } = booted();
    expect(script('echo x > /dev/null; head -c 3 /dev/zero | od -An -tx1; ls /dev').stdout).toMatch(
      /^ 00 00 00\n[\s\S]*\bndctl0\n[\s\S]*\bpmem0\n/,
    );
  });

  it('changes the machine, as one operation that undo takes back', () => {
    const { script, run } = booted();
    script(
      'echo namespace0.0 > /sys/bus/nd/drivers/nd_pmem/unbind; ndctl create-namespace -fe namespace0.0 -m devdax',
    );
    expect(JSON.parse(run(['list']).stdout)[0]).toMatchObject({ mode: 'devdax' });
    expect(run(['history']).stdout.trim().split('\n')).toHaveLength(3);
    const built = run(['export', '--script']).stdout;
    expect(built).toContain('memsim write /sys/bus/nd/drivers/nd_pmem/unbind namespace0.0\n');
    expect(built).toContain('memsim ndctl create-namespace -fe namespace0.0 -m devdax\n');
    run(['undo']);
    expect(JSON.parse(run(['list']).stdout)[0]).toMatchObject({ mode: 'fsdax' });
  });

  it('sees a write of a drop-in in /sys and a write of the shell in a drop-in', () => {
    const { script } = booted();
    const { stdout } = script(`
      ndctl create-namespace -fe namespace0.0 -m sector > /dev/null
      cat /sys/bus/nd/devices/btt0.0/sector_size
      echo namespace0.0 > /sys/bus/nd/drivers/nd_pmem/unbind
      echo btt0.0 > /sys/bus/nd/drivers/nd_pmem/unbind
      ndctl list -Ni | grep -c disabled`);
    expect(stdout).toMatch(/^512 .*\n1\n$/s);
  });

  it('has the errors of the kernel', () => {
    const { script } = booted();
    const { stdout } = script(`exec 2>&1
      echo 3 | tee /sys/bus/nd/devices/region0/align > /dev/null
      echo 3 | tee /sys/bus/nd/devices/region0/size > /dev/null
      cat /sys/bus/nd/drivers/nd_pmem/bind
      cat /sys/none
      mkdir /sys/none
      tee /sys/none < /dev/null`);
    expect(stdout.replaceAll(/^.*: /gm, '').trim().split('\n')).toEqual([
      'Invalid argument',
      'Permission denied',
      'Permission denied',
      'No such file or directory',
      'Operation not permitted',
      'Permission denied',
    ]);
  });

  it('has the exit code of the command', () => {
    const { script, run } = booted();
    expect(script('exit 7').rc).toBe(7);
    expect(script('kill -9 $$').rc).toBe(137);
    const { rc, stderr } = run(['exec', '--', 'no-such-program']);
    expect([rc, stderr]).toEqual([127, 'memsim: exec: no-such-program: no such command\n']);
    expect(script('ndctl destroy-namespace none; echo $?').stdout).toBe(
      `${run(['destroy-namespace', 'none']).rc}\n`,
    );
  });
});

describe.skipIf(skips)('the drop-ins', () => {
  it('print what memsim prints, each on its own stream', () => {
    const { script, run } = booted();
    const { stdout, stderr } = run(['ndctl', 'list', '-RN']);
    expect(script('ndctl list -RN')).toEqual({ rc: 0, stdout, stderr });
    const failed = run(['ndctl', 'list', '--none']);
    expect(script('ndctl list --none')).toEqual(failed);
    expect(script('memsim sections').stdout).toBe(run(['sections']).stdout);
  });

  it('pass words as they are', () => {
    const { script } = booted();
    const { stderr } = script(`memsim cat '/sys/a  b"c' '' "/sys/it's
two"`);
    expect(stderr).toBe(
      `memsim: cat: /sys/a  b"c: No such file or directory (ENOENT)\n` +
        `memsim: cat: : Is a directory (EISDIR)\n` +
        `memsim: cat: /sys/it's\ntwo: No such file or directory (ENOENT)\n`,
    );
  });

  it('read standard input when their command does, and leave it to the script otherwise', () => {
    const { script } = booted();
    const { stdout } = script(
      'printf "list\\n" | memsim run -; while read -r x; do ndctl list > /dev/null; echo $x; done',
      'a\nb\n',
    );
    expect(stdout).toMatch(/"namespace0.0"[\s\S]*\na\nb\n$/);
  });

  it('name files of the folder that the script is in', () => {
    const { script } = booted();
    const folder = scratchFolder();
    expect(script(`cd ${folder}; memsim export machine; ls`).stdout).toBe('machine\n');
  });

  it('print bytes as they are', () => {
    const { script } = booted();
    const bytes = script(
      'memsim poke pmem0 0 "00 ff 0a 80" 2> /dev/null; memsim peek --raw pmem0 0 4 | od -An -tx1; od -An -tx1 -N4 /dev/pmem0',
    );
    expect(bytes.stdout).toBe(' 00 ff 0a 80\n 00 ff 0a 80\n');
  });

  it('show the log, the modules and the release', () => {
    const { script, run } = booted();
    expect(script('dmesg').stdout).toBe(run(['dmesg']).stdout);
    const [journal, log, ...cleared] = script(
      'journalctl -k | wc -l; dmesg | wc -l; dmesg -c > /dev/null; dmesg',
    ).stdout.split('\n');
    expect([journal, cleared]).toEqual([log, ['']]);
    const counts = script(
      'journalctl -kn2 | wc -l; journalctl -k --lines=all | wc -l; for l in "-l info" "--level=info" -tlinfo; do dmesg $l | wc -l; done | uniq',
    ).stdout.split('\n');
    expect(counts).toEqual(['2', journal, expect.stringMatching(/^[1-9]\d*$/), '']);
    expect(script('uname -r; lsmod | grep -c ^kmem; modprobe kmem && lsmod | grep -c ^kmem').stdout).toBe(
      '6.1.0-56-amd64\n0\n1\n',
    );
    expect(script('modprobe none').stderr).toBe(
      'modprobe: FATAL: Module none not found in directory /lib/modules/6.1.0-56-amd64\n',
    );
    expect(script('uname -s; udevadm settle').stdout).toBe('Linux\n');
  });

  it('leave the debugfs of the machine where it is', () => {
    const { run, script } = processIn(scratchFolder());
    run(['-q', 'boot', '--platform', 'qemu-14g', '--cmdline', 'memmap=4G!8G', '--kernel', '6.1']);
    run(['-q', 'create-namespace', '-fe', 'namespace0.0', '-m', 'sector']);
    const { rc, stdout } = script(
      'mount -t debugfs none /sys/kernel/debug; cat /sys/kernel/debug/btt/btt0.0/arena0/nfree',
    );
    expect({ rc, stdout }).toEqual({ rc: 0, stdout: '256\n' });
  });

  it('reboot the machine under the script', () => {
    const { script } = booted();
    expect(
      script(
        'memsim -q reboot --kernel 6.12; uname -r; cat /proc/version; reboot; ls /sys/bus/nd/devices | wc -l',
      ).stdout,
    ).toMatch(/^6\.12\S+\nLinux version 6\.12.*\n[1-9]/);
  });
});
