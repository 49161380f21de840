import { describe, expect, it } from 'vitest';
import { answersFrom } from '../../../src/clients/fuse/handlers.ts';
import { newNodes } from '../../../src/clients/fuse/nodes.ts';
import {
  direntsOut,
  encodeReply,
  entryOut,
  OPCODE,
  parseRequest,
  type Request,
} from '../../../src/clients/fuse/protocol.ts';
import type { FileTree } from '../../../src/clients/fuse/tree.ts';

const request = (opcode: number, node: number, body = Buffer.alloc(0)): Request => ({
  opcode,
  unique: 7n,
  node,
  body,
});

/** A tree of one file, whose opens and reads are told. */
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
    const answer = answersFrom(tree);
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
    expect(await answer(request(OPCODE.INTERRUPT, 0))).toBe(undefined);
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
