import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memsimIn } from '../helpers/cli.ts';
import { scratchFolder } from '../helpers/folder.ts';
import { KEY, openTerminal } from '../helpers/terminal.ts';

const { enter, tab, up, down, interrupt, end } = KEY;
const PROMPT = /memsim> $/;

/** A shell after its greeting. */
async function openShell(folder = scratchFolder(), env: Record<string, string> = {}, inBash = false) {
  const shell = openTerminal(folder, [], env, inBash);
  const greeting = await shell.see(PROMPT);
  return { ...shell, folder, greeting };
}

describe('the shell', () => {
  it('opens when memsim is alone on a terminal, and Ctrl-D leaves it', async () => {
    const { press, greeting, ended } = await openShell();
    expect(greeting).toContain('Tab completes');
    press(end);
    expect(await ended).toBe(0);
  });

  it('greets with its name alone once a line was typed', async () => {
    const first = await openShell();
    await first.run('status');
    first.press(end);
    await first.ended;
    const { greeting } = await openShell(first.folder);
    expect(greeting).toMatch(/^memsim [\d.]+ \('help' lists the commands\)\n/);
  });

  it('runs the commands of the command line, and saves after each', async () => {
    const { run, folder } = await openShell();
    await run("boot --platform qemu-14g --cmdline 'memmap=1G!8G'");
    expect(await run('memsim create-namespace -f -e namespace0.0 -m devdax')).toContain('"mode":"devdax"');
    expect(await run('no-such-command')).toContain("unknown command 'no-such-command'");
    expect(await run('cat "/proc')).toContain('memsim: a closing " is missing');
    const { stdout } = await memsimIn(folder)(['list']);
    expect(JSON.parse(stdout)[0]).toMatchObject({ dev: 'namespace0.0', mode: 'devdax' });
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  it('shows what another process has changed meanwhile', async () => {
    const { run, folder } = await openShell();
    await run("boot --platform qemu-14g --cmdline 'memmap=1G!8G'");
    await memsimIn(folder)(['-q', 'create-namespace', '-fe', 'namespace0.0', '-m', 'devdax']);
    expect(await run('list')).toContain('"mode":"devdax"');
    expect(await run('undo')).toContain('memsim: undone: create-namespace -fe namespace0.0 -m devdax');
    expect(await run('list')).not.toContain('devdax');
  });

  it('undoes and redoes commands', async () => {
    const { run, folder } = await openShell();
    await run("boot --platform qemu-14g --cmdline 'memmap=1G!8G'");
    expect(await run('undo')).toContain(
      "undone: boot --platform qemu-14g --cmdline 'memmap=1G!8G'; nothing is",
    );
    expect(await run('undo')).toContain('memsim: undo: there is nothing to undo');
    await run('redo');
    await run('create-namespace -f -e namespace0.0 -m devdax');
    await run('destroy-namespace -f namespace0.0');
    expect(await run('undo')).toContain('undone: destroy-namespace -f namespace0.0 (2 more to undo)');
    expect(await run('list')).toContain('"mode":"devdax"');
    await run('undo');
    expect(await run('list')).not.toContain('devdax');
    expect(await run('redo')).toContain('done again: create-namespace');
    const { stdout } = await memsimIn(folder)(['list']);
    expect(JSON.parse(stdout)[0]).toMatchObject({ mode: 'devdax' });
  });

  it('undoes the boot with the first command', async () => {
    const { run } = await openShell();
    await run('create-namespace -r region0 -m raw -s 1G');
    await run('undo');
    expect(await run('undo')).toContain('there is nothing to undo');
    expect(await run('list -R')).toContain('"available_size":4294967296');
  });

  it('undoes the boot of a read-only command', async () => {
    const { run } = await openShell();
    await run('list -R');
    expect(await run('undo')).toContain('undone: list -R; nothing is booted');
    expect(await run('undo')).toContain('there is nothing to undo');
  });

  it('opens as the command shell too, but not within itself', async () => {
    const { run, see } = openTerminal(scratchFolder(), ['shell']);
    await see(PROMPT);
    expect(await run('shell')).toContain('shell: no terminal');
  });

  it('saves and restores snapshots', async () => {
    const { run, folder } = await openShell();
    await run('boot');
    await run('snapshot empty');
    await run('create-namespace -r region0 -m raw -s 1G');
    expect(await run('restore other')).toContain("no snapshot is called 'other'; there are empty");
    expect(await run('restore empty')).toContain("restored snapshot 'empty'");
    expect(await run('list -N')).not.toContain('namespace0.0');
    expect((await memsimIn(folder)(['snapshot'])).stdout).toBe('empty\n');
  });

  it('has the lines of the last shell on the arrow keys', async () => {
    const first = await openShell();
    await first.run('kernel list');
    await first.run('status');
    first.press(end);
    await first.ended;
    const { press, see } = await openShell(first.folder);
    press(up);
    await see(/memsim> status$/);
    press(up);
    await see(/kernel list$/);
  });

  it('refuses a command that reads standard input', async () => {
    const { run } = await openShell();
    expect(await run('run -')).toContain('memsim: standard input is the shell');
  });
});

describe('completion', () => {
  it('completes a word, and lists the candidates with descriptions', async () => {
    const { press, see } = await openShell();
    press('create-n', tab);
    await see(/create-namespace $/);
    press('--reg', tab);
    await see(/--region $/);
    press('r', tab);
    await see(/region$/);
    press(tab);
    expect(await see(/region1[\s\S]*region$/)).toMatch(/region0 +4G, 4G free\n +region1 +4G, 4G free\n/);
  });

  it('completes paths of /sys a folder at a time', async () => {
    const { press, see } = await openShell();
    press('cat /sys/bus/nd/devi', tab);
    await see(/devices\/$/);
    press('region0/na', tab);
    await see(/namespace$/);
    press('_s', tab);
    await see(/_seed $/);
    press(enter);
    await see(/namespace0\.0\nmemsim> $/);
  });
});

describe('a question', () => {
  it('is answered with arrow keys, and the answer is a command line', async () => {
    const { press, see, run } = await openShell();
    press('create-namespace', enter);
    await see(/Region[\s\S]*region0[\s\S]*region1/);
    press(down, enter);
    await see(/Mode[\s\S]*fsdax[\s\S]*devdax[\s\S]*raw/);
    press(down, enter);
    await see(/Size \(16M to 4G in steps of 16M\)/);
    press('100M', enter);
    await see(/not a multiple of 16M: 96M or 112M is/);
    press('\u007f'.repeat(4), '1G', enter);
    const costs = await see(/Alignment[\s\S]*1G/);
    expect(costs).toMatch(/2M +huge pages +1006M for data, 18M lost/);
    expect(costs).toMatch(/1G +gigantic pages.*nothing would be left for data/);
    press(enter);
    expect(await see(PROMPT)).toMatch(
      /memsim create-namespace -r region1 -m devdax -s 1G -a 2M\n[\s\S]*"dev":"namespace1.0"/,
    );
    expect(await run('export --script')).toContain('create-namespace -r region1 -m devdax -s 1G -a 2M');
  });

  it('stops at Ctrl-C, and the shell goes on', async () => {
    const { press, see, run, folder } = await openShell();
    await run('boot');
    const before = readFileSync(join(folder, 'state'));
    press('create-namespace', enter);
    await see(/Region[\s\S]*region1/);
    press(interrupt);
    await see(PROMPT);
    expect(readFileSync(join(folder, 'state'))).toEqual(before);
    expect(await run('status')).toContain('6.1');
  });

  it('offers the devices to choose from', async () => {
    const { press, see, run } = await openShell();
    await run('create-namespace -r region0 -m raw -s 1G');
    press('destroy-namespace -f', enter);
    await see(/namespace[\s\S]*namespace0\.0 +1G/);
    press(enter);
    expect(await see(PROMPT)).toContain('destroyed 1 namespace');
  });

  it('is asked on the command line only with --interactive, and only on a terminal', async () => {
    const folder = scratchFolder();
    const plain = await memsimIn(folder)(['destroy-namespace']);
    expect(plain.stderr).toContain('specify a namespace to destroy');
    expect(await memsimIn(folder)(['destroy-namespace', '--interactive'])).toMatchObject({
      rc: 2,
      stderr:
        "memsim: --interactive: there is no terminal to ask on; give the arguments, see 'memsim help COMMAND'\n",
    });
    const { press, see, ended } = openTerminal(folder, ['disable-region', '--interactive']);
    await see(/region[\s\S]*region0[\s\S]*region1/);
    press(enter);
    await see(/disabled 1 region/);
    expect(await ended).toBe(0);
    const stopped = openTerminal(folder, ['enable-region', '--interactive']);
    await stopped.see(/region1/);
    stopped.press(interrupt);
    expect(await stopped.ended).toBe(130);
  });
});

describe('Ctrl-C', () => {
  it('clears the line', async () => {
    const { press, see, run } = await openShell();
    press('list --no-such', interrupt);
    await see(/\^C\nmemsim> $/);
    press(interrupt);
    await see(/\^C {2}\(Ctrl-D leaves\)\nmemsim> $/);
    expect(await run('kernel list')).toContain('6.12');
  });

  it('stops a long command, and keeps its changes', async () => {
    const { press, see, run, folder } = await openShell();
    const file = join(folder, 'long');
    writeFileSync(file, `boot\nsnapshot here\n${'list -RN\n'.repeat(20_000)}`);
    press(`run ${file}`, enter);
    await see(/"dev":"region1"/);
    press(interrupt);
    await see(PROMPT);
    expect(await run('status')).toContain('6.1');
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });
});

describe('Ctrl-C in a script that runs on many kernels', () => {
  it.each([
    ['sweep', /\(2 of \d+\)/],
    ['compare --kernel 5.0,5.1,5.2,5.3,5.4,5.5,5.6,5.7,5.8', /\(2 of 9\)/],
  ])('stops %s between two kernels', async (command, progress) => {
    const { press, see, run, folder } = await openShell();
    const file = join(folder, 'long');
    writeFileSync(file, 'list -RN\n'.repeat(200));
    press(`${command} ${file}`, enter);
    await see(progress);
    press(interrupt);
    expect(await see(PROMPT)).not.toMatch(/last answer|give the same answers|The answers differ/);
    expect(await run('kernel list')).toContain('6.12');
  });
});

describe('the terminal', () => {
  it('is given back by Ctrl-Z, and taken up again', async () => {
    const folder = scratchFolder();
    const { press, see, run } = await openShell(folder, {}, true);
    press('\u001a');
    await see(/Stopped/);
    press('fg\r');
    await see(PROMPT);
    expect(await run('status')).toContain('nothing is booted');
  });

  it('may be resized, and views follow', async () => {
    const { run, resize, see } = await openShell();
    const widest = (text: string): number => Math.max(...text.split('\n').map((line) => [...line].length));
    await run('boot');
    const wide = await run('sections');
    resize(50, 20);
    await see(PROMPT);
    const narrow = await run('sections');
    expect(widest(wide)).toBeGreaterThan(50);
    expect(widest(narrow)).toBeLessThanOrEqual(50);
  });

  it('has no colours with NO_COLOR, in questions too', async () => {
    const raw: string[] = [];
    const { press, see, run } = await openShell(scratchFolder(), { NO_COLOR: '1' });
    raw.push(await run('map'));
    press('create-namespace', enter);
    raw.push(await see(/region1/));
    expect(raw.join('')).toMatch(/> region0/);
  });
});

describe('memsim alone without a terminal', () => {
  it('runs the commands of standard input', async () => {
    const { rc, stdout } = await memsimIn(scratchFolder())([], { stdin: 'boot\ncat /proc/cmdline\n' });
    expect(rc).toBe(0);
    expect(stdout).toBe('\n');
  });
});
