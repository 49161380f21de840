import { describe, expect, it } from 'vitest';
import { answersFrom, type LateAnswer } from '../../../src/clients/fuse/handlers.ts';
import { newNodes } from '../../../src/clients/fuse/nodes.ts';
import {
  direntsOut,
  encodePollWakeup,
  encodeReply,
  entryOut,
  OPCODE,
  parseRequest,
  type Request,
} from '../../../src/clients/fuse/protocol.ts';
import type { FileTree, OpenFile } from '../../../src/clients/fuse/tree.ts';
import type { Failure } from '../../../src/wall/files.ts';

const request = (opcode: number, node: number, body = Buffer.alloc(0)): Request => ({
  opcode,
  unique: 7n,
  node,
  body,
});

/** A tree of one file, whose opens and reads are reported. */
const tree: FileTree = {
  stat: (path) => {
    if (path === '') return { kind: 'dir', mode: 0o755, size: 0, valid: 0 };
    return path === '/a' ? { kind: 'file', mode: 0o644, size: 4096, valid: 0 } : undefined;
  },
  list: () => ['a'],
  readlink: () => ({ error: 'EINVAL' }),
  open: () => ({ kind: 'direct', read: () => ({ error: 'ENXIO' }), write: () => ({ error: 'EBUSY' }) }),
};

describe('requests of the device', () => {
  it('are parsed by their length', () => {
    const data = Buffer.alloc(64);
    data.writeUInt32LE(44, 0);
    data.writeUInt32LE(OPCODE.LOOKUP, 4);
    data.writeBigUInt64LE(9n, 8);
    data.writeBigUInt64LE(3n, 16);
    data.write('abc\0', 40);
    const { opcode, unique, node, body } = parseRequest(data);
    expect({ opcode, unique, node, body: body.toString() }).toEqual({
      opcode: 1,
      unique: 9n,
      node: 3,
      body: 'abc\0',
    });
  });

  it('are answered with the errno of the machine', async () => {
    const answers = answersFrom(tree);
    const answer = (asked: Request) => answers.answer(asked);
    expect(await answer(request(OPCODE.LOOKUP, 1, Buffer.from('none\0')))).toBe(2);
    const entry = (await answer(request(OPCODE.LOOKUP, 1, Buffer.from('a\0')))) as Buffer;
    const node = Number(entry.readBigUInt64LE(0));
    const opened = (await answer(request(OPCODE.OPEN, node, Buffer.alloc(8)))) as Buffer;
    const transfer = Buffer.alloc(44);
    transfer.writeBigUInt64LE(opened.readBigUInt64LE(0), 0);
    transfer.writeUInt32LE(4, 16);
    expect(await answer(request(OPCODE.READ, node, transfer))).toBe(6);
    expect(await answer(request(OPCODE.WRITE, node, transfer))).toBe(16);
    expect(await answer(request(OPCODE.READ, node, Buffer.alloc(40)))).toBe(9);
    expect(await answer(request(OPCODE.GETATTR, 99))).toBe(116);
    expect(await answer(request(4095, 1))).toBe(38);
    expect(await answer(request(OPCODE.INTERRUPT, 0, Buffer.alloc(8)))).toBe(undefined);
  });
});

/** Numbers of 32 bits, or of 64 as bigints. */
const numbers = (...values: (number | bigint)[]): Buffer =>
  Buffer.concat(
    values.map((value) => {
      const out = Buffer.alloc(typeof value === 'bigint' ? 8 : 4);
      if (typeof value === 'bigint') out.writeBigUInt64LE(value);
      else out.writeUInt32LE(value);
      return out;
    }),
  );

/** The answers for one open file, and its handle. */
async function opened(file: OpenFile) {
  const answers = answersFrom({ ...tree, open: () => file });
  const entry = (await answers.answer(request(OPCODE.LOOKUP, 1, Buffer.from('a\0')))) as Buffer;
  const node = Number(entry.readBigUInt64LE(0));
  const reply = (await answers.answer(request(OPCODE.OPEN, node, Buffer.alloc(8)))) as Buffer;
  const handle = reply.readBigUInt64LE(0);
  const ask = (opcode: number, body: Buffer, unique = 7n) => answers.answer({ opcode, unique, node, body });
  return { answers, handle, ask };
}

const READY = 0x145;
const NOTIFIED = READY + 0xa;

describe('poll', () => {
  const quiet: OpenFile = { kind: 'direct', read: () => Buffer.alloc(0), write: () => 0 };

  it('finds each file ready that has no notifications', async () => {
    const { ask, handle, answers } = await opened(quiet);
    expect(await ask(OPCODE.POLL, numbers(handle, 5n, 1, 0))).toEqual(numbers(READY, 0));
    expect(answers.notified()).toEqual([]);
  });

  it('wakes who waits once for a notification', async () => {
    let isNotified = false;
    const { ask, handle, answers } = await opened({ ...quiet, isNotified: () => isNotified });
    expect(await ask(OPCODE.POLL, numbers(handle, 5n, 1, 0))).toEqual(numbers(READY, 0));
    expect(answers.notified()).toEqual([]);
    isNotified = true;
    expect(answers.notified()).toEqual([5n]);
    expect(answers.notified()).toEqual([]);
    expect(await ask(OPCODE.POLL, numbers(handle, 5n, 1, 0))).toEqual(numbers(NOTIFIED, 0));
    expect(answers.notified()).toEqual([]);
  });

  it('wakes nobody for a look without waiting, nor after the last close', async () => {
    let isNotified = false;
    const { ask, handle, answers } = await opened({ ...quiet, isNotified: () => isNotified });
    await ask(OPCODE.POLL, numbers(handle, 5n, 0, 0));
    await ask(OPCODE.POLL, numbers(handle, 6n, 1, 0));
    await ask(OPCODE.RELEASE, numbers(handle));
    isNotified = true;
    expect(answers.notified()).toEqual([]);
  });

  it('wakes by a message without a request', () => {
    expect(encodePollWakeup(5n)).toEqual(numbers(24, 1, 0n, 5n));
  });
});

describe('a read that waits', () => {
  const EINTR = 4;

  async function waiting() {
    let settle = (_data: Uint8Array | Failure): void => {};
    let isClosed = false;
    const data = new Promise<Uint8Array | Failure>((resolve) => {
      settle = resolve;
    });
    const interrupt = (): void => settle({ error: 'EINTR' });
    const file: OpenFile = {
      kind: 'stream',
      read: () => ({ data, interrupt }),
      write: () => 0,
      close: () => {
        isClosed = true;
      },
    };
    const { ask, handle, answers } = await opened(file);
    const { late } = (await ask(OPCODE.READ, numbers(handle, 0n, 9, 0, 0n), 11n)) as LateAnswer;
    return { ask, answers, late, settle, isClosed: () => isClosed };
  }

  it('is answered when there is data, and others are served meanwhile', async () => {
    const { ask, late, settle } = await waiting();
    expect(await ask(OPCODE.GETATTR, Buffer.alloc(0))).toBeInstanceOf(Buffer);
    settle(Buffer.from('x'));
    expect(await late).toEqual(Buffer.from('x'));
  });

  it('ends with EINTR by a signal of its own', async () => {
    const { ask, late, settle } = await waiting();
    await ask(OPCODE.INTERRUPT, numbers(12n));
    await ask(OPCODE.INTERRUPT, numbers(11n));
    settle(Buffer.from('late'));
    expect(await late).toBe(EINTR);
  });

  it('ends, and the file is closed, when the file system goes', async () => {
    const { answers, late, isClosed } = await waiting();
    answers.end();
    expect(await late).toBe(EINTR);
    expect(isClosed()).toBe(true);
  });
});

describe('replies', () => {
  it('carry their length, the negative errno and the number of the request', () => {
    const reply = encodeReply(5n, 13);
    expect([reply.readUInt32LE(0), reply.readInt32LE(4), reply.readBigUInt64LE(8)]).toEqual([16, -13, 5n]);
  });

  it('have the number of a device as the kernel encodes it', () => {
    const entry = entryOut(2, { mode: 0o020600, size: 0, device: { major: 252, minor: 300 } }, 0);
    expect(entry.readUInt32LE(40 + 76)).toBe(0x0010_fc2c);
  });

  it('list as many entries as fit, from an offset on', () => {
    const entries = ['one', 'two', 'three'].map((name) => ({ name, node: 1, type: 0o100000 }));
    expect(direntsOut(entries, 0, 64).length).toBe(64);
    const rest = direntsOut(entries, 2, 4096);
    expect(rest.toString('latin1', 24, 29)).toBe('three');
    expect(rest.readBigUInt64LE(8)).toBe(3n);
    expect(rest.readUInt32LE(20)).toBe(8);
  });
});

describe('the node table', () => {
  it('keeps an id while it is looked up, and gives another one to another type', () => {
    const nodes = newNodes();
    const file = nodes.found('/a', 1);
    expect(nodes.found('/a', 1)).toBe(file);
    expect(nodes.found('/a', 2)).not.toBe(file);
    nodes.forget(file, 1);
    expect(nodes.pathOf(file)).toBe('/a');
    nodes.forget(file, 1);
    expect(nodes.pathOf(file)).toBe(undefined);
    expect(nodes.idOf('/a', 1)).toBe(undefined);
    expect(nodes.pathOf(1)).toBe('');
  });
});
