import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readPlatform } from '../../src/firmware/schema.ts';
import type { Lesson } from '../../src/lessons/lesson.ts';
import { bootMachine, savedMachine } from '../../src/machine/machine.ts';
import { encodeExport } from '../../src/machine/state/export-file.ts';
import { linkOf, openLink } from '../../src/web/link.ts';
import { EIGHT_GIB } from '../helpers/boot.ts';

const NONE = { current: null, done: [] };
const LESSONS = [
  { id: 'one', number: 1, steps: [{}, {}] },
  { id: 'two', number: 2, steps: [{}] },
] as unknown as Lesson[];

const machine = (): ReturnType<typeof savedMachine> =>
  savedMachine(bootMachine(readPlatform(EIGHT_GIB), { kernel: '6.1', cmdline: 'memmap=1G!4G', seed: 1 }));

const packed = (data: Uint8Array): string => deflateRawSync(data).toString('base64url');

describe('a link', () => {
  it('brings the machine and the lesson back', async () => {
    const saved = machine();
    const link = await linkOf(saved, { current: { lesson: 'one', step: 1, hints: 2 }, done: ['two'] });
    const opened = await openLink(link!, LESSONS);
    if (opened === undefined || 'lesson' in opened) throw new Error('no machine');
    const { machine: back, lessons } = opened.contents;
    expect(JSON.parse(JSON.stringify(savedMachine(back!)))).toEqual(JSON.parse(JSON.stringify(saved)));
    expect(lessons).toEqual({ current: { lesson: 'one', step: 1, hints: 0 }, done: ['two'] });
  });

  it('may name a lesson by name or number instead', async () => {
    expect(await openLink('lesson=two', LESSONS)).toEqual({ lesson: 'two' });
    expect(await openLink('lesson=1', LESSONS)).toEqual({ lesson: 'one' });
    expect(await openLink('', LESSONS)).toBeUndefined();
    expect(await openLink('anchor', LESSONS)).toBeUndefined();
  });

  it('leaves out lessons and steps that do not exist', async () => {
    const link = (await linkOf(machine(), NONE))!;
    for (const part of ['&lesson=three', '&lesson=two&step=2', '&lesson=one&step=-1', '&lesson=__proto__']) {
      const opened = await openLink(`${link}${part}&done=two.three.<img>`, LESSONS);
      expect(opened).toMatchObject({ contents: { lessons: { current: null, done: ['two'] } } });
    }
  });

  it('does not hold the place in a course of files', async () => {
    const current = { lesson: 'one', step: 0, hints: 0, course: '/home' };
    expect(await linkOf(machine(), { current, done: [] })).not.toContain('lesson');
  });

  it.each([
    ['empty', 'v=1&machine=', 'damaged'],
    ['markup', 'v=1&machine=%3Cimg%3E', 'damaged'],
    ['cut off', 'v=1&machine=AAAA', 'damaged'],
    ['something else', `v=1&machine=${packed(Buffer.from('hello\n'))}`, 'not a file that memsim exported'],
    ['too long', `v=1&machine=${'A'.repeat(200_000)}`, 'too long'],
    ['too large inside', `v=1&machine=${packed(Buffer.alloc(20_000_000))}`, 'too large'],
    ['of another version', `v=2&machine=${packed(Buffer.from('x'))}`, 'another version'],
    ['of an unknown lesson', 'lesson=%3Cscript%3E', 'unknown lesson'],
  ])('is refused when it is %s', async (_what, fragment, why) => {
    await expect(openLink(fragment, LESSONS)).rejects.toMatchObject({
      name: 'Refusal',
      message: expect.stringContaining(why),
    });
  });

  it('is refused with a machine that memsim did not write', async () => {
    const data = Buffer.from(encodeExport(machine())).toString().replace('"ndbus0"', '"ndbus1"');
    await expect(openLink(`v=1&machine=${packed(Buffer.from(data))}`, LESSONS)).rejects.toThrow('checksum');
  });
});
