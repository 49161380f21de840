/** The runner of ndctl's tests, on small scripts of its own. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../.scripts/ndctl-tests/page.ts';
import { makeBuild } from '../../.scripts/ndctl-tests/programs.ts';
import { reasonFor } from '../../.scripts/ndctl-tests/reason.ts';
import { type Ended, runScript } from '../../.scripts/ndctl-tests/run-script.ts';
import { lacksNamespaces, skipsWithout } from '../helpers/exec.ts';
import { scratchFolder } from '../helpers/folder.ts';

const MEMSIM = join(import.meta.dirname, '..', '..', 'bin', 'memsim');
const skips = skipsWithout(lacksNamespaces(), "the runner of ndctl's tests");

/** A script in a checkout of its own. */
function checkout(text: string): string {
  const folder = join(scratchFolder(), 'test');
  mkdirSync(folder);
  const path = join(folder, 'script.sh');
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

function run(text: string, limit = 60) {
  const script = checkout(text);
  return runScript({ memsim: MEMSIM, build: dirname(script), script }, 'drop-ins', limit);
}

describe.skipIf(skips)('a script', () => {
  it('starts on a machine with a labelled DIMM, and has the tools in its variables', async () => {
    const ended = await run(`#!/bin/bash -e
      [ "$NDCTL $DAXCTL $CXL" = 'ndctl daxctl cxl' ]
      [ -x "$TEST_PATH/script.sh" ]
      $NDCTL create-namespace -b ACPI.NFIT -s 1G | grep -q '"dev":"namespace0.0"'`);
    expect(ended).toMatchObject({ rc: 0 });
  });

  it('gets the devices of nfit_test by modprobe', async () => {
    const ended = await run(`#!/bin/bash
      modprobe nfit_test && $NDCTL list -B | grep nfit_test.0 && modprobe -r nfit_test && exit 42`);
    expect(ended.rc).toBe(42);
  });

  it('keeps the flags of its shell', async () => {
    const failing = 'false\necho after\nexit 3';
    expect((await run(`#!/bin/bash -e\n${failing}`.replaceAll('\\\n', '\n'))).rc).toBe(1);
    expect((await run(`#!/bin/bash\n${failing}`.replaceAll('\\\n', '\n'))).rc).toBe(3);
  });

  it('is ended when its time is up', async () => {
    const withLimit = async (limit: number): Promise<Ended> => {
      const ended = await run('#!/bin/bash\nndctl list\nsleep 600\n', limit);
      // On a busy machine the time may be up before the command that does not end.
      return ended.output.includes('sleep 600') ? ended : withLimit(2 * limit);
    };
    const ended = await withLimit(2);
    expect(ended.rc).toBeUndefined();
    expect(reasonFor(ended)).toBe('runs without an end at `sleep 600`');
  });
});

const skipsPrograms = skipsWithout(
  spawnSync('cc', ['--version']).error === undefined ? undefined : 'there is no cc',
  "C programs of ndctl's tests",
);

describe.skipIf(skipsPrograms)('the folder of a build', () => {
  it('has the files of the checkout, and programs that find ioctls; missing ones are reported', () => {
    const root = dirname(dirname(checkout('echo common')));
    mkdirSync(join(root, 'ndctl'));
    const source = '#include "config.h"\n#include <stdlib.h>\n#include <stdio.h>\nint main(void) { ';
    const body = 'puts(VERSION); return puts(getenv("MEMSIM_IOCTL")) < 0; }\n';
    writeFileSync(join(root, 'test', 'smart-notify.c'), source + body);
    const told: string[] = [];
    const tests = makeBuild(root, join(root, 'build'), '9.9', (line) => void told.push(line));
    expect(readFileSync(join(tests, 'script.sh'), 'utf8')).toBe('echo common');
    expect(told.join('\n')).toMatch(/list-smart-dimm is not built: .*list-smart-dimm\.c/);
    if (told.some((line) => line.startsWith('smart-notify'))) return;
    const { stdout } = spawnSync(join(tests, 'smart-notify'), { encoding: 'utf8' });
    expect(stdout).toBe('9.9\n/dev/.memsim/ioctl\n');
  });
});

describe('the reason', () => {
  const ended = (rc: number | undefined, output: string) => reasonFor({ rc, seconds: 1, output });

  it('is the last command before the script failed, with its output', () => {
    const output =
      '+ ndctl list\n[]\n+ test -b /dev/pmem0\n++ err 40\ntest/x.sh: failed at line 40\n++ exit 1\n';
    expect(ended(1, output)).toBe('`test -b /dev/pmem0`');
    const message =
      '+ blkzone reset /dev/pmem0\nx.sh: line 3: blkzone: command not found\n++ err 3\n++ exit 1\n';
    expect(ended(1, message)).toBe('`blkzone reset /dev/pmem0`: x.sh: line 3: blkzone: command not found');
  });

  it('names what memsim cannot emulate', () => {
    expect(ended(1, '+ mount -o dax /dev/pmem0 mnt\nmount: wrong fs type\n++ exit 1\n')).toMatch(/-o dax/);
    expect(ended(77, '+ modprobe cxl_test\n+ exit 77\n')).toMatch(/cxl_test/);
  });

  it('is empty for a script that passed', () => {
    expect(ended(0, '+ exit 0\n')).toBe('');
  });
});

it('the page counts what passes and shows why the rest does not', () => {
  const row = (script: string, dropIns: number | undefined, real: number, reason: string) => ({
    script,
    dropIns: { rc: dropIns, reason: dropIns === 0 ? '' : reason },
    real: { rc: real, reason: real === 0 ? '' : reason },
  });
  const page = pageOf({
    checkout: 'v76.1',
    real: '76.1',
    rows: [row('a.sh', 0, 0, ''), row('b.sh', 0, 77, 'no x'), row('c.sh', undefined, 1, 'a | b')],
  });
  expect(page).toContain('2 of 3 pass with the drop-ins, 1 with the real\ntools');
  expect(page).toContain('| a.sh | pass | pass |  |');
  expect(page).toContain('| b.sh | pass | skip | real: no x |');
  expect(page).toContain('| c.sh | no end | exit 1 | a \\| b |');
});
