import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

const BOOT = `boot --platform qemu-14g --cmdline 'memmap=1G!8G memmap=1G!12G'`;

/** Runs a script, and reads the objects that it printed. */
async function run(script: string, ...options: string[]) {
  const memsim = memsimIn(scratchFolder());
  const answer = await memsim(['run', '--json', ...options, '-'], { stdin: script });
  const records = answer.stdout.split('\n').filter((line) => line !== '');
  return { ...answer, records: records.map((line) => JSON.parse(line)) };
}

describe('memsim run --json', () => {
  it('prints one object for each command', async () => {
    const { rc, records } = await run(`# a comment
${BOOT}

memsim create-namespace -f -e "namespace0.0" -m devdax
ndctl list -n namespace0.0   # the tool itself
cat /proc/cmdline
`);
    expect(rc).toBe(0);
    expect(records.map(({ argv }) => argv[0])).toEqual(['boot', 'create-namespace', 'ndctl', 'cat']);
    expect(records[1]).toEqual({
      version: 1,
      line: 4,
      argv: ['create-namespace', '-f', '-e', 'namespace0.0', '-m', 'devdax'],
      rc: 0,
      stdout: expect.stringContaining('"mode":"devdax"'),
      stderr: '',
      dmesg: ['nd_pmem namespace0.0: unable to guarantee persistence of writes'],
    });
    expect(JSON.parse(records[2].stdout)[0]).toMatchObject({ dev: 'namespace0.0', mode: 'devdax' });
    expect(records[3]).toMatchObject({ stdout: 'memmap=1G!8G memmap=1G!12G\n', dmesg: [] });
  });

  it('has the whole log of a boot in its object', async () => {
    const { records } = await run(`${BOOT}\nreboot --cmdline ''\n`);
    expect(records[0].dmesg).toContain('user-defined physical RAM map:');
    expect(records[1].dmesg).toContain('BIOS-provided physical RAM map:');
    expect(records[1].dmesg).not.toContain('user-defined physical RAM map:');
  });

  it('continues after a command that fails, whatever the error', async () => {
    const { rc, records } = await run(
      `${BOOT}\ndisable-namespace x\nno-such-verb\ncat /no/such\nboot --kernel 9.9\ndaxctl version\n`,
    );
    expect(rc).toBe(0);
    expect(records.map((record) => record.rc)).toEqual([0, 250, 2, 1, 2, 0]);
    expect(records[2].stderr).toMatch(/unknown command 'no-such-verb'/);
    expect(records[3].stderr).toBe('memsim: cat: /no/such: No such file or directory (ENOENT)\n');
  });

  it('stops at the first failure when it is strict, with its code', async () => {
    const { rc, records } = await run(`${BOOT}\ndisable-namespace x\nlist\n`, '--strict');
    expect(rc).toBe(250);
    expect(records).toHaveLength(2);
  });
});

describe('memsim run', () => {
  it('prints what its commands print, and the log lines of the kernel', async () => {
    const folder = scratchFolder();
    const memsim = memsimIn(folder);
    writeFileSync(
      join(folder, 'script'),
      `${BOOT}\ncreate-namespace -fe namespace1.0 -m devdax\nlist -n namespace1.0\n`,
    );
    const { rc, stdout, stderr } = await memsim(['run', join(folder, 'script')]);
    expect(rc).toBe(0);
    expect(stdout.match(/"mode":"devdax"/g)).toHaveLength(3);
    expect(stderr).toMatch(/\] nd_pmem namespace1\.0: unable to guarantee persistence of writes\n$/);
    expect(JSON.parse((await memsim(['list', '-n', 'namespace1.0'])).stdout)[0].mode).toBe('devdax');
  });

  it('shows views only when asked', async () => {
    const script = `${BOOT}\ncreate-namespace -fe namespace1.0 -m devdax --view iomem\n`;
    const { stderr } = await memsimIn(scratchFolder())(['run', '-'], { stdin: script });
    expect(stderr).toMatch(/^\+ .*dax1\.0$/m);
  });

  it('ends with the code of its last command, and prints each failure with file and line', async () => {
    const folder = scratchFolder();
    const memsim = memsimIn(folder);
    const file = join(folder, 'script');
    writeFileSync(file, `# a comment\n${BOOT}\n\ncat /no/such\nboot --kernel 9.9\ndisable-namespace 'x y'\n`);
    const { rc, stderr } = await memsim(['run', file]);
    expect(rc).toBe(250);
    const told = stderr.split('\n').filter((line) => line.startsWith(file));
    expect(told).toEqual([
      `${file}:4: cat /no/such: exit 1`,
      expect.stringMatching(/:5: unknown kernel '9\.9'/),
      `${file}:6: disable-namespace 'x y': exit 250`,
    ]);
    const strict = await memsim(['run', '--strict', file]);
    expect(strict.rc).toBe(1);
    expect(strict.stderr).not.toContain(':5:');
  });

  it('is the default for commands on standard input', async () => {
    const memsim = memsimIn(scratchFolder());
    const answer = await memsim([], { stdin: `${BOOT}\nlist\ncat /no/such\n` });
    expect(answer.rc).toBe(1);
    expect(answer.stderr).toMatch(/^stdin:3: cat \/no\/such: exit 1$/m);
    expect((await memsim([], { stdin: 'cat /no/such\nstatus\n' })).rc).toBe(0);
    expect((await memsim([], { stdin: '# nothing\n' })).rc).toBe(0);
  });

  it('names a script that does not exist', async () => {
    expect(await memsimIn(scratchFolder())(['run', '/no/such'])).toMatchObject({
      rc: 1,
      stderr: 'memsim: run: /no/such: cannot be read (ENOENT)\n',
    });
  });

  it('keeps the changes made before an unclosed quote', async () => {
    const memsim = memsimIn(scratchFolder());
    const { rc, stderr } = await memsim(['run', '-'], { stdin: `${BOOT}\nlist 'x\ncat /proc/cmdline\n` });
    expect(rc).toBe(0);
    expect(stderr).toContain("stdin:2: a closing ' is missing in: list 'x\n");
    expect((await memsim(['status'])).stdout).toContain('memmap=1G!8G');
  });
});
