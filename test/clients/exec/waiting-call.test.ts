import { describe, expect, it, vi } from 'vitest';
import { openCall } from '../../../src/clients/exec/call-file.ts';
import { openWaiting, type Progress, type WaitingCall } from '../../../src/clients/exec/waiting-call.ts';
import type { BlockedRead } from '../../../src/clients/fuse/tree.ts';

const NOTHING: Progress = { stdout: '', stderr: '', rc: undefined };

/** A command whose progress the test sets. */
function command(first: Progress = NOTHING, timeout?: number) {
  let act: (() => void) | undefined;
  const causes: string[] = [];
  const state = { next: first };
  const call: WaitingCall = {
    isDaemon: false,
    timeout,
    resume(cause, pid) {
      causes.push(`${cause} ${pid}`);
      return state.next;
    },
    onChange(given) {
      act = given;
      return () => {
        act = undefined;
      };
    },
  };
  const change = (next: Progress): void => {
    state.next = next;
    act?.();
  };
  return { call, causes, change, isHeard: () => act !== undefined };
}

const text = (data: unknown): string => Buffer.from(data as Uint8Array).toString();

describe('a command that waits', () => {
  it('starts with the number of its process, and prints each stream line by line', () => {
    const { call, causes } = command({ stdout: 'a\n\nb\n', stderr: 'x\n', rc: undefined });
    const stream = openWaiting(call);
    expect(causes).toEqual([]);
    stream.write(Buffer.from('42\n'));
    expect(causes).toEqual(['start 42']);
    expect(text(stream.read(4))).toBe('!x\n>');
    expect(text(stream.read(99))).toBe('a\n>\n>b\n');
  });

  it('lets a read wait until a change has an output', async () => {
    const { call, change } = command();
    const stream = openWaiting(call);
    stream.write(Buffer.from('42'));
    const { data } = stream.read(99) as BlockedRead;
    change(NOTHING);
    change({ ...NOTHING, stderr: 'event\n' });
    expect(text(await data)).toBe('!event\n');
    expect(stream.read(1)).toHaveProperty('interrupt');
  });

  it('keeps what is printed while nobody reads, also after an interrupted read', async () => {
    const { call, change } = command();
    const stream = openWaiting(call);
    stream.write(Buffer.from('42'));
    const { data, interrupt } = stream.read(99) as BlockedRead;
    interrupt();
    expect(await data).toEqual({ error: 'EINTR' });
    change({ ...NOTHING, stdout: 'kept\n' });
    expect(text(stream.read(99))).toBe('>kept\n');
  });

  it('ends with its exit code, and hears of no more changes', () => {
    const { call, change, causes, isHeard } = command();
    const stream = openWaiting(call);
    stream.write(Buffer.from('42'));
    change({ ...NOTHING, stderr: 'gone', rc: 7 });
    expect(text(stream.read(99))).toBe('!gone\n7\n');
    expect(text(stream.read(99))).toBe('');
    expect(isHeard()).toBe(false);
    expect(causes).toEqual(['start 42', 'event 42']);
  });

  it('goes on after its timeout, counted from its last output, until it is closed', () => {
    vi.useFakeTimers();
    const { call, change, causes, isHeard } = command(NOTHING, 1000);
    const stream = openWaiting(call);
    stream.write(Buffer.from('42'));
    vi.advanceTimersByTime(900);
    change({ ...NOTHING, stdout: 'x\n' });
    vi.advanceTimersByTime(900);
    change(NOTHING);
    expect(causes).toEqual(['start 42', 'event 42', 'event 42']);
    vi.advanceTimersByTime(200);
    expect(causes.at(-1)).toBe('timeout 42');
    stream.close();
    vi.advanceTimersByTime(5000);
    vi.useRealTimers();
    expect([causes.length, isHeard()]).toEqual([4, false]);
  });
});

describe('the control file', () => {
  it.each([
    [false, 'wait\n'],
    [true, 'daemon\n'],
  ])('with a daemon: %s', async (isDaemon, head) => {
    const { call, causes } = command({ ...NOTHING, stdout: 'a\n' });
    const file = openCall(async () => ({ ...call, isDaemon }));
    file.write(0, Buffer.from('/\0\0ndctl\0monitor\0'));
    expect(text(await file.read(0, 3)) + text(await file.read(0, 99))).toBe(head);
    expect(causes).toEqual([]);
    file.write(0, Buffer.from('9\n'));
    expect(text(await file.read(0, 99))).toBe('>a\n');
    file.close?.();
  });
});
