/**
 * The machine and the learner's place in the fragment of the page's address:
 *
 *     #v=1&machine=DATA&lesson=ID&step=N&done=ID.ID
 *
 * DATA is the file of `memsim export`, deflated, in base64url. A link comes from elsewhere: every part is
 * checked before any is used.
 */

import type { Lesson } from '../lessons/lesson.ts';
import { openMachine, type SavedMachine } from '../machine/machine.ts';
import { isRefusal, refusal } from '../machine/refusal.ts';
import { decodeExport, encodeExport } from '../machine/state/export-file.ts';
import type { LessonProgress } from '../machine/state/kept.ts';
import type { Contents } from '../machine/state/store.ts';

const VERSION = '1';
/** Characters of the longest link that is made and read; browsers and chat programs accept no longer ones. */
const MAX_LINK = 96 * 1024;
/** Bytes of the largest machine that is read out of a link. */
const MAX_MACHINE = 8 * 1024 * 1024;
const FORMAT = 'deflate-raw';

/** All bytes of a stream; refuses more than `limit`. */
async function bytesOf(stream: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let total = 0;
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    total += next.value.length;
    if (total > limit) {
      await reader.cancel();
      throw refusal('the machine in the link is too large');
    }
    parts.push(next.value);
  }
  return Buffer.concat(parts);
}

const through = (data: Uint8Array, stream: GenericTransformStream): ReadableStream<Uint8Array> =>
  new Blob([data as Uint8Array<ArrayBuffer>]).stream().pipeThrough(stream as ReadableWritablePair);

const toText = (data: Uint8Array): string =>
  Buffer.from(data).toString('base64').replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const fromText = (text: string): Uint8Array =>
  Buffer.from(text.replaceAll('-', '+').replaceAll('_', '/'), 'base64');

/** The fragment without its `#`; undefined for a machine that is too large for a link. */
export async function linkOf(
  saved: SavedMachine,
  { current, done }: LessonProgress,
): Promise<string | undefined> {
  const packed = await bytesOf(through(encodeExport(saved), new CompressionStream(FORMAT)), MAX_LINK);
  const parts = new URLSearchParams({ v: VERSION, machine: toText(packed) });
  // Courses of the user are in files, which the link does not hold.
  if (current !== null && current.course === undefined && current.drill === undefined) {
    parts.set('lesson', current.lesson);
    parts.set('step', `${current.step + 1}`);
  }
  if (done.length > 0) parts.set('done', done.join('.'));
  const link = `${parts}`;
  return link.length <= MAX_LINK ? link : undefined;
}

async function machineIn(text: string): Promise<SavedMachine> {
  if (!/^[\w-]+$/.test(text)) throw refusal('the link is damaged');
  let data: Uint8Array;
  try {
    data = await bytesOf(through(fromText(text), new DecompressionStream(FORMAT)), MAX_MACHINE);
  } catch (error) {
    throw isRefusal(error) ? error : refusal('the link is damaged');
  }
  return decodeExport(data, 'the link');
}

function placeIn(parts: URLSearchParams, lessons: readonly Lesson[]): LessonProgress {
  const done = (parts.get('done') ?? '')
    .split('.')
    .filter((id) => lessons.some((lesson) => lesson.id === id));
  const lesson = lessons.find(({ id }) => id === parts.get('lesson'));
  const step = Number(parts.get('step') ?? 1) - 1;
  if (lesson?.steps[step] === undefined) return { current: null, done };
  return { current: { lesson: lesson.id, step, hints: 0 }, done };
}

/** A link that was read: a state, or the lesson to start. */
type OpenedLink = { contents: Contents } | { lesson: string };

/**
 * Reads a fragment.
 *
 * @returns undefined for a fragment without a machine or a lesson
 * @throws a refusal for a damaged one, and for one of another version
 */
export async function openLink(
  fragment: string,
  lessons: readonly Lesson[],
): Promise<OpenedLink | undefined> {
  if (fragment.length > MAX_LINK) throw refusal('the link is too long');
  const parts = new URLSearchParams(fragment);
  const machine = parts.get('machine');
  if (machine !== null) {
    if (parts.get('v') !== VERSION) throw refusal('the link was made by another version of memsim');
    return { contents: { machine: openMachine(await machineIn(machine)), lessons: placeIn(parts, lessons) } };
  }
  const asked = parts.get('lesson');
  const lesson = lessons.find(({ id, number }) => id === asked || `${number}` === asked);
  if (lesson !== undefined) return { lesson: lesson.id };
  if (asked !== null) throw refusal('the link names an unknown lesson');
  return undefined;
}
