/** Generated pastes: mixtures and mutations of the fixtures, and very long ones. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../src/machine/refusal.ts';
import { importPaste } from '../../src/paste/import-paste.ts';
import { readPaste } from '../../src/paste/read.ts';
import { decodeText } from '../../src/paste/text/decode.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'pastes');
const LINES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .map((name) => join(FOLDER, name))
  .filter((path) => statSync(path).isFile())
  .map((path) => decodeText(readFileSync(path)).text.split(/\r?\n/));

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A stretch of one of the fixtures. */
const stretch = fc
  .tuple(fc.nat(LINES.length - 1), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(80))
  .map(([file, from, length]) => {
    const lines = LINES[file]!;
    const start = Math.floor(from * lines.length);
    return lines.slice(start, start + length);
  });

const ODD = [
  ...['0', '-1', '4096', '18446744073709551615', '9007199254740993', '1e309', '4503599627370495'],
  ...['ffffffffffffffff', '0x', 'null', '"\u001b[2J"', '', '[]'],
];

/** Replaces a number of a line, cuts it, or leaves it. */
const mutation = fc.tuple(fc.nat(400), fc.constantFrom(...ODD), fc.nat(2));

const paste = fc
  .tuple(fc.array(stretch, { minLength: 1, maxLength: 4 }), fc.array(mutation, { maxLength: 12 }))
  .map(([stretches, mutations]) => {
    const lines = stretches.flat();
    for (const [at, value, kind] of mutations) {
      const i = lines.length === 0 ? 0 : at % lines.length;
      const line = lines[i] ?? '';
      lines[i] =
        kind === 0 ? line.slice(0, at % 60) : line.replace(kind === 1 ? /\d+/ : /[0-9a-f]+(?=\D*$)/, value);
    }
    return lines.join('\n');
  });

/** Every text of a report. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('hostile pastes', () => {
  it('end in a machine or a refusal, for any mixture', async () => {
    await fc.assert(
      fc.asyncProperty(paste, async (text) => {
        try {
          const { report } = await importPaste([{ name: '-', bytes: bytesOf(text) }], { name: '-' });
          expect(textsOf(report).filter((one) => CONTROL.test(one))).toEqual([]);
        } catch (error) {
          if (!isRefusal(error)) throw error;
          expect(error.message).not.toMatch(CONTROL);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('are read whatever their bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000 }), (bytes) => {
        readPaste([{ name: '-', bytes }]);
      }),
      { numRuns: 50 },
    );
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 40 }), (lines) => {
        readPaste([{ name: '-', bytes: bytesOf(lines.join('\n')) }]);
      }),
      { numRuns: 50 },
    );
  });

  const MB = 1_000_000;
  /** Cost follows lines, so that the shorter ones have fewer bytes. */
  const bytesFor = (unit: string): number => (unit.length < 4 ? 0.5 : unit.length < 40 ? 2 : 4) * MB;
  const MAP = '00100000-bffdffff : System RAM\n';
  it.each([
    ['lines of another log', '[    1.234567] usb 1-1: new high-speed USB device\n'],
    ['open brackets', '[\n'],
    ['objects that never end', '{"dev":"namespace0.0",\n'],
    ['quote marks', `${'> '.repeat(2000)}\n`],
    ['blanks', `${' '.repeat(4000)}x\n`],
    ['escapes', `${'\u001b['.repeat(100)}\n`],
    ['rows', '00100000-bffdffff : System RAM\n'],
    ['failing commands', '# ndctl create-namespace\nfailed to create namespace: x\n'],
    ['one line', 'x'],
    ['one bracketed line', '['],
  ])('of megabytes are read in linear time: %s', (_, unit) => {
    const text = MAP + unit.repeat(Math.ceil(bytesFor(unit) / unit.length));
    const { facts } = readPaste([{ name: '-', bytes: bytesOf(text) }]);
    expect(facts.iomem[0]!.rows[0]).toMatchObject({ start: 0x100000, end: 0xbffdffff, name: 'System RAM' });
  });

  it('with more objects than a machine has are cut, and that is told', async () => {
    const regions = Array.from({ length: 1100 }, (_, i) => ({ dev: `region${i}`, size: 4096 * (i + 1) }));
    const bytes = bytesOf(MAP + JSON.stringify(regions));
    const { report } = await importPaste([{ name: '-', bytes }], { name: '-' });
    expect(report.notKnown.some((note) => /^76 more objects of ndctl list/.test(note))).toBe(true);
  });
});
