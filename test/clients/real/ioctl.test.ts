/** The system's ndctl, daxctl and cxl on the machine: what they print, and what they leave. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NoPreload, preloadLibrary } from '../../../src/clients/real/preload.ts';
import { lacksNamespaces, processIn, skipsWithout } from '../../helpers/exec.ts';
import { scratchFolder } from '../../helpers/folder.ts';

const SOURCE = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'preload', 'preload.c');

/** The release whose output memsim's tools have. */
const RELEASE = '76.1';

function lacksTools(): string | undefined {
  for (const program of ['ndctl', 'daxctl', 'cxl', 'cc'])
    if (!existsSync(`/usr/bin/${program}`)) return `there is no ${program}`;
  const release = execFileSync('ndctl', ['--version'], { encoding: 'utf8' }).trim();
  return release === RELEASE ? undefined : `ndctl is ${release}, not ${RELEASE}`;
}

const skips = skipsWithout(lacksNamespaces() ?? lacksTools(), 'the real tools');

/** Made-up uuids by the order of their first appearance. */
function named(text: string): string {
  const seen: string[] = [];
  return text.replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, (uuid) => {
    if (!seen.includes(uuid)) seen.push(uuid);
    return `uuid ${seen.indexOf(uuid)}`;
  });
}

/** Runs a script on a new machine, with the drop-ins and with the real tools. */
function bothOn(platform: string, script: string, cmdline = '') {
  const [emulated, real] = [[], ['--real']].map((flags) => {
    const memsim = processIn(scratchFolder());
    memsim.run(['-q', 'boot', '--platform', platform, '--cmdline', cmdline]);
    const { stdout, stderr } = memsim.run(['exec', ...flags, '--', 'sh', '-c', script]);
    return {
      printed: { stdout: named(stdout), stderr },
      list: named(memsim.run(['list', '-BDRNiv']).stdout),
    };
  });
  return { emulated: emulated!, real: real! };
}

/** The script of some commands, each with its exit code. */
const scriptOf = (lines: readonly string[]): string =>
  lines.map((line) => `echo "# ${line}" | tee /dev/stderr; ${line}; echo "rc $?"`).join('\n');

describe.skipIf(skips)('the real tools print what the drop-ins print', () => {
  it.each([
    [
      'nfit-test',
      '',
      [
        ...['ndctl list -RNvvv', 'ndctl list -DHFu', 'ndctl list -CMi'],
        ...['ndctl read-labels nmem0 | od -c', 'ndctl read-labels -ju nmem3', 'ndctl check-labels all'],
        ...['ndctl read-labels -s 100 -O 50 nmem2 | od -c', 'ndctl inject-error -t namespace2.0'],
        ...['ndctl init-labels all', 'ndctl start-scrub nfit_test.1', 'ndctl wait-scrub all', 'daxctl list'],
      ],
    ],
    [
      'six-way',
      '',
      ['ndctl read-labels -j all', 'ndctl check-labels all', 'ndctl init-labels nmem3', 'ndctl list -Rv'],
    ],
    ['qemu-14g', 'memmap=4G!8G', ['ndctl list -BDRNivvv', 'ndctl read-labels all']],
    [
      'cxl-two',
      '',
      [
        ...['cxl list -MI', 'cxl list -MHAu', 'cxl list -vvv'],
        ...['cxl read-labels mem0 -s 512 | od -c', 'cxl set-partition mem0 -s 0', 'ndctl list -BD'],
      ],
    ],
    ['cxl-expander', '', ['cxl list -vv']],
  ])('on %s %s', (platform, cmdline, lines) => {
    const { emulated, real } = bothOn(platform, scriptOf(lines), cmdline);
    expect(real.printed).toEqual(emulated.printed);
  });

  it('and twenty commands in a row leave the same machine', () => {
    const lines = [
      'ndctl disable-region -b nfit_test.0 all',
      'ndctl zero-labels nmem1',
      'ndctl init-labels -f -b nfit_test.0 all',
      'ndctl enable-region -b nfit_test.0 all',
      'ndctl create-namespace -r region1 -m fsdax -s 16M',
      'ndctl create-namespace -r region1 -m sector -s 16M',
      'ndctl create-namespace -r region0 -m raw',
      'ndctl inject-error -B 8 -n 4 namespace0.0',
      'ndctl inject-error -B 8 -n 1 -d namespace0.0',
      'ndctl list -NM',
      'dd if=/dev/pmem0 of=/dev/null bs=512 skip=8 count=1 iflag=direct status=none',
      'ndctl clear-errors namespace0.0',
      'dd if=/dev/zero of=/dev/pmem0 bs=512 seek=9 count=3 oflag=direct status=none',
      'ndctl disable-namespace namespace1.1',
      'ndctl check-namespace namespace1.1',
      'ndctl enable-namespace namespace1.1',
      'ndctl destroy-namespace -f namespace1.0',
      'ndctl read-labels -j nmem0',
      'ndctl disable-region region0',
      'ndctl create-namespace -r region1 -m devdax -s 16M -a 4K',
      'ndctl list -BRNi',
      'daxctl list',
    ];
    const { emulated, real } = bothOn('nfit-test', scriptOf(lines));
    expect(real.printed).toEqual(emulated.printed);
    expect(real.list).toBe(emulated.list);
  });
});

describe.skipIf(!existsSync('/usr/bin/cc'))('the library', () => {
  it('is compiled once for a source', () => {
    const folder = join(scratchFolder(), 'cache');
    const path = preloadLibrary(SOURCE, folder);
    const { mtimeMs } = statSync(path);
    expect(preloadLibrary(SOURCE, folder)).toBe(path);
    expect(statSync(path).mtimeMs).toBe(mtimeMs);
  });

  it('says why it cannot be compiled', () => {
    const source = join(scratchFolder(), 'broken.c');
    writeFileSync(source, 'int x = ;\n');
    expect(() => preloadLibrary(source, scratchFolder())).toThrow(/cannot compile .*error/);
    expect(() => preloadLibrary(source, scratchFolder())).toThrow(NoPreload);
  });

  it('changes nothing without its variable', () => {
    const folder = scratchFolder();
    const library = preloadLibrary(SOURCE, folder);
    const env = { PATH: process.env.PATH, LD_PRELOAD: library };
    expect(execFileSync('stat', ['-c', '%F', '/dev/null'], { env, encoding: 'utf8' })).toBe(
      'character special file\n',
    );
  });
});

describe.skipIf(skips)('without a compiler', () => {
  it('the tools that need no ioctl work, and a note says what is missing', () => {
    const folder = scratchFolder();
    const programs = join(folder, 'bin');
    mkdirSync(programs);
    for (const name of ['sh', 'unshare', 'setpriv', 'mount', 'ndctl', 'env', 'node', 'cat'])
      symlinkSync(
        execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim(),
        join(programs, name),
      );
    chmodSync(programs, 0o700);
    const { run } = processIn(folder, { PATH: programs });
    run(['-q', 'boot', '--platform', 'nfit-test']);
    const { rc, stderr } = run(['exec', '--real', '--', 'ndctl', 'list']);
    expect(rc).toBe(0);
    expect(stderr).toBe(
      'memsim: exec: no C compiler (cc, gcc, clang): ioctls of the real tools cannot be served\n',
    );
  });
});
