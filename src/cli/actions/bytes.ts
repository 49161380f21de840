/** `memsim peek` and `poke`: bytes of a block device or of the label area of a DIMM. */
import { ERRNO, strerror } from '../../lib/errno.ts';
import { readDevice, writeDevice } from '../../machine/device-bytes.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { type Failure, failed } from '../../wall/files.ts';
import { readNamed } from '../input/named-files.ts';
import { parseSize } from '../input/size.ts';
import { watchChanges } from '../output/watch.ts';
import { runningMachine } from '../session/current-machine.ts';
import { unlessEnded } from '../session/ended-task.ts';
import type { Session } from '../session/session.ts';

const LINE = 16;
const PIECE = 2 ** 20;

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

/** The format of `hexdump -C`: rows of 16 bytes; repeated rows become one `*`. */
function hexDump(start: number, data: Uint8Array): string {
  const lines: string[] = [];
  let previous = '';
  for (let at = 0; at < data.length; at += LINE) {
    const row = data.subarray(at, at + LINE);
    const key = row.join();
    if (key !== previous) lines.push(hexLine(start + at, row));
    else if (lines.at(-1) !== '*') lines.push('*');
    previous = key;
  }
  lines.push((start + data.length).toString(16).padStart(8, '0'));
  return `${lines.join('\n')}\n`;
}

export async function peek(
  session: Session,
  device: string,
  offset: string,
  length: string,
  { raw = false }: { raw?: boolean },
): Promise<number> {
  const path = devicePath(device);
  const start = parseSize(offset, 'offset');
  const { files } = await runningMachine(session);
  const size = parseSize(length, 'length');
  return unlessEnded(session, () => {
    const data = readDevice(files, path, start, size);
    if (failed(data)) throw refused(path, data);
    session.out.write(raw ? data : hexDump(start, data));
    return 0;
  });
}

export interface PokeFlags {
  text?: string;
  file?: string;
  zero?: string;
}

function hexBytes(digits: string[]): Uint8Array {
  const joined = digits.join('').replace(/\s+/g, '').replace(/^0x/i, '');
  if (!/^([0-9a-f]{2})+$/i.test(joined))
    throw refusal(`poke: '${digits.join(' ')}' are not pairs of hex digits`, EXIT.usage);
  return Buffer.from(joined, 'hex');
}

/** The data to write, in pieces, so that long runs of zeroes take little memory. */
function* pieces(session: Session, digits: string[], flags: PokeFlags): Generator<Uint8Array> {
  if (flags.zero !== undefined) {
    for (let left = parseSize(flags.zero, '--zero'); left > 0; left -= PIECE)
      yield new Uint8Array(Math.min(left, PIECE));
  } else if (flags.file !== undefined) {
    yield readNamed(session.host, flags.file, 'poke');
  } else if (flags.text !== undefined) {
    yield Buffer.from(flags.text);
  } else {
    yield hexBytes(digits);
  }
}

export async function poke(
  session: Session,
  device: string,
  offset: string,
  digits: string[],
  flags: PokeFlags,
): Promise<number> {
  const path = devicePath(device);
  let at = parseSize(offset, 'offset');
  const { files } = await runningMachine(session);
  const showChanges = await watchChanges(session);
  const code = await unlessEnded(session, () => {
    for (const piece of pieces(session, digits, flags)) {
      const failure = writeDevice(files, path, at, piece);
      if (failure !== undefined) throw refused(path, failure);
      at += piece.length;
    }
    return 0;
  });
  await showChanges();
  return code;
}
