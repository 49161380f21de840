import { describe, expect, it } from 'vitest';
import { readPlatform } from '../../src/firmware/schema.ts';
import { page_fault, TaskEnd, wait_for_ever } from '../../src/kernel/kernel/panic.ts';
import { ALONE, runTool } from '../../src/machine/command.ts';
import { bootMachine, type Machine } from '../../src/machine/machine.ts';
import { endOfTask } from '../../src/machine/task-end.ts';
import { ndctl } from '../../src/tools/ndctl/main.ts';
import { EIGHT_GIB } from '../helpers/boot.ts';

const machine = (): Machine => bootMachine(readPlatform(EIGHT_GIB), { kernel: '6.1', cmdline: '', seed: 1 });

describe('a command whose task the kernel ends', () => {
  it('is killed after a page fault, and its unwritten output is lost', async () => {
    const m = machine();
    const result = await runTool(m, async () => page_fault(m.kernel), [], ALONE);
    expect(result).toMatchObject({ rc: 137, stdout: '', stderr: 'Killed\n' });
    expect(result.log[0]?.text).toBe('BUG: unable to handle kernel paging request');
    expect(m.kernel.state.crashed).toMatch(/paging request/);
  });

  it('ends with a segmentation fault after a trap', () => {
    expect(endOfTask(new TaskEnd('segfault', ''))).toEqual({
      rc: 139,
      stdout: '',
      stderr: 'Segmentation fault\n',
    });
  });

  it('ends by a signal that the tool raises itself', async () => {
    const without = { kernel: '6.1', cmdline: 'memmap=1G!6G', seed: 1, without: ['pfn-mode-pmem'] };
    const m = bootMachine(readPlatform(EIGHT_GIB), without);
    // Without this change the seed has no align, by which ndctl divides.
    expect(
      await runTool(m, ndctl, ['create-namespace', '-fe', 'namespace0.0', '-m', 'devdax'], ALONE),
    ).toMatchObject({
      rc: 136,
      stdout: '',
      stderr: 'Floating point exception\n',
    });
    expect(m.kernel.state.crashed).toBeUndefined();
  });

  it('does not return from a deadlock, and memsim reports it', async () => {
    const m = machine();
    const result = await runTool(m, async () => wait_for_ever(m.kernel, 'its references'), [], ALONE);
    expect(result.rc).toBe(1);
    expect(result.stderr).toMatch(
      /^memsim: the command never returns: a task waits for its references; 'memsim reboot'/,
    );
    expect(result.log).toEqual([]);
  });

  it('does not hide an internal error of memsim', () => {
    expect(() => endOfTask(new RangeError('broken'))).toThrow('broken');
  });
});
