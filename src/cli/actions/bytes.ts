/** `memsim peek` and `poke`: bytes of a block device or of the label area of a DIMM. */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { readDevice, writeDevice } from '../../machine/device-bytes.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { joinLines } from '../../views/base/text.ts';
import { type Failure, failed } from '../../wall/files.ts';
import { readNamed } from '../input/named-files.ts';
import { parseSize } from '../input/size.ts';
import { type JsonFlag, printJson } from '../output/print-model.ts';
import { watchChanges } from '../output/watch.ts';
import { runningMachine } from '../session/current-machine.ts';
import { unlessEnded } from '../session/ended-task.ts';
import type { Caller, Session } from '../session/session.ts';

/** Bytes in a row of the dump. */
const LINE = 16;
/** Bytes of one read or write of the device. */
const PIECE = 2 ** 20;
/** Bytes that one command reads, and zeroes that it writes, at most. */
const MAX_READ = 256 * PIECE;
const MAX_ZEROES = 16 * 1024 * PIECE;

const devicePath = (device: string): string => (device.includes('/') ? device : `/dev/${device}`);

const refused = (path: string, { error }: Failure): Error =>
  refusal(`${path}: ${strerror(ERRNO[error])} (${error})`, EXIT.failed);

const hexByte = (byte: number): string => byte.toString(16).padStart(2, '0');

function hexLine(address: number, row: Uint8Array): string {
  const cells = Array.from(row, hexByte);
  const halves = [cells.slice(0, 8).join(' '), cells.slice(8).join(' ')];
  const text = Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'));
  return `${address.toString(16).padStart(8, '0')}  ${halves.join('  ').padEnd(48)}  |${text.join('')}|`;
}

/** Formats bytes as `hexdump -C` does, piece by piece: rows of 16 bytes; repeated rows become one `*`. */
function hexDumper(start: number): { add(data: Uint8Array): string; end(): string } {
  let at = start;
  let previous = '';
  let isRepeated = false;
  return {
    add(data) {
      const lines: string[] = [];
      for (let i = 0; i < data.length; i += LINE) {
        const row = data.subarray(i, i + LINE);
        const key = row.join();
        if (key !== previous) lines.push(hexLine(at + i, row));
        else if (!isRepeated) lines.push('*');
        isRepeated = key === previous;
        previous = key;
      }
      at += data.length;
      return joinLines(lines);
    },
    end: () => `${at.toString(16).padStart(8, '0')}\n`,
  };
}

/** A size up to a limit, beyond which a command would take minutes. */
function boundedSize(text: string, name: string, limit: number, limitText: string): number {
  const size = parseSize(text, name);
  if (size > limit) throw refusal(`${name}: '${text}' is more than ${limitText} at once`, EXIT.usage);
  return size;
}

/** Prints bytes of a device, up to its end; a path without a slash is one of /dev. */
export async function peek(
  session: Session,
  device: string,
  offset: string,
  length: string,
  { raw = false, json }: { raw?: boolean } & JsonFlag,
): Promise<number> {
  const path = devicePath(device);
  const start = parseSize(offset, 'offset');
  const { files } = await runningMachine(session);
  const size = boundedSize(length, 'length', MAX_READ, '256 MiB');
  const { out } = session;
  return unlessEnded(session, () => {
    const dump = hexDumper(start);
    const kept: Uint8Array[] = [];
    for (let done = 0; done < size; ) {
      const data = readDevice(files, path, start + done, Math.min(PIECE, size - done));
      if (failed(data)) throw refused(path, data);
      if (data.length === 0) break;
      if (json) kept.push(data);
      else out.write(raw ? data : dump.add(data));
      done += data.length;
    }
    if (json) printJson(out, { device: path, offset: start, hex: Buffer.concat(kept).toString('hex') });
    else if (!raw) out.write(dump.end());
    return 0;
  });
}

export interface PokeFlags extends JsonFlag {
  text?: string;
  file?: string;
  zero?: string;
}

function hexBytes(digits: string[]): Uint8Array {
  const joined = digits.join('').replace(/\s+/g, '').replace(/^0x/i, '');
  if (!/^([0-9a-f]{2})+$/i.test(joined))
    throw refusal(
      `poke: '${digits.join(' ')}' are not pairs of hex digits (try 'de ad', --text, --zero or --file)`,
      EXIT.usage,
    );
  return Buffer.from(joined, 'hex');
}

/** The data to write, in pieces, so that long runs of zeroes take little memory. */
function* pieces(digits: string[], flags: PokeFlags, input: Uint8Array | undefined): Generator<Uint8Array> {
  if (flags.zero !== undefined) {
    const size = boundedSize(flags.zero, '--zero', MAX_ZEROES, '16 GiB');
    for (let left = size; left > 0; left -= PIECE) yield new Uint8Array(Math.min(left, PIECE));
  } else if (input !== undefined) {
    yield input;
  } else if (flags.text !== undefined) {
    yield Buffer.from(flags.text);
  } else {
    yield hexBytes(digits);
  }
}

/** Arguments of `poke`. The file is read before the machine is locked, since a pipe may block. */
export const readPokeFile = (
  { host }: Caller,
  device: string,
  offset: string,
  digits: string[],
  flags: PokeFlags,
): [string, string, string[], PokeFlags, Uint8Array | undefined] => [
  device,
  offset,
  digits,
  flags,
  flags.file === undefined ? undefined : readNamed(host, flags.file, 'poke'),
];

/** Writes bytes to a device; on an error, the pieces before it stay written. */
export async function poke(
  session: Session,
  device: string,
  offset: string,
  digits: string[],
  flags: PokeFlags,
  input: Uint8Array | undefined,
): Promise<number> {
  const path = devicePath(device);
  const start = parseSize(offset, 'offset');
  let at = start;
  const { files } = await runningMachine(session);
  const showChanges = await watchChanges(session);
  const code = await unlessEnded(session, () => {
    for (const piece of pieces(digits, flags, input)) {
      const failure = writeDevice(files, path, at, piece);
      if (failure !== undefined) throw refused(path, failure);
      at += piece.length;
    }
    if (flags.json) printJson(session.out, { device: path, offset: start, length: at - start });
    return 0;
  });
  await showChanges();
  return code;
}
