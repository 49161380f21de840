import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../src/paste/text/lines.ts';

const textsOf = (text: string): string[] => [...linesOf('-', text)].map((line) => line.text);
const ROW = 'BIOS-e820: [mem 0x0-0xfff] usable';

describe('linesOf', () => {
  it.each([
    ['a time stamp', `[    0.000000] ${ROW}`],
    ['a time stamp with the caller', `[    0.000000][    T0] ${ROW}`],
    ['a date of dmesg -T', `[Thu Nov 26 10:00:00 2026] ${ROW}`],
    ['a level', `<6>[    0.000000] ${ROW}`],
    ['facility and level', `kern  :info  : [    0.000000] ${ROW}`],
    ['a journal', `Nov 26 10:00:00 host.example.net kernel: ${ROW}`],
    ['a journal with a time stamp in it', `Nov 26 10:00:00 host kernel: [    0.000000] ${ROW}`],
    ['a journal with ISO dates', `2026-11-26T10:00:00.123456+00:00 host kernel: ${ROW}`],
    ['a monotonic journal', `[    0.000000] host kernel: ${ROW}`],
    ['grep', `dmesg.txt:12:[    0.000000] ${ROW}`],
    ['a quotation', `> > [    0.000000] ${ROW}`],
    ['a quotation in HTML', `&gt; [&nbsp;   0.000000] ${ROW}`],
    ['colours', `\u001b[32m[    0.000000] \u001b[0m\u001b[33m${ROW}\u001b[0m`],
    ['a window title', `\u001b]0;title\u0007[    0.000000] ${ROW}`],
  ])('removes the marks of %s', (_, text) => {
    expect([...linesOf('f', `\n${text}\r\n`)]).toEqual([{ text: ROW, number: 2, file: 'f', logged: true }]);
  });

  it('keeps what a machine printed: indentation, brackets, blanks', () => {
    const iomem = '  140000000-23fffffff : namespace0.0';
    expect(textsOf(`> ${iomem}`)).toEqual([iomem]);
    expect(textsOf('[mem 0x1-0x2] x')).toEqual(['[mem 0x1-0x2] x']);
    expect(textsOf('  "size":1,')).toEqual(['  "size":1,']);
  });

  it('leaves out fences and empty lines, and counts them', () => {
    const lines = [...linesOf('-', '```json\n\n{noformat}\n<pre>\n~~~\nx\n```\n')];
    expect(lines).toEqual([{ text: 'x', number: 6, file: '-', logged: false }]);
  });

  it('ends lines at CR, LF, both, and the separators of Unicode', () => {
    expect(textsOf('a\rb\nc\r\nd\u2028e\u0085f')).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect([...linesOf('-', 'a\r\n\r\nb')].map(({ number }) => number)).toEqual([1, 3]);
  });

  it('removes control characters, and turns other blanks and quotes into plain ones', () => {
    expect(textsOf('\u0000a\u200bb\u00a0c\u202e \u201cd\u201d')).toEqual(['ab c "d"']);
    expect(textsOf('\u009b31mx')).toEqual(['31mx']);
  });

  it('shortens runs of blanks that no source prints', () => {
    expect(textsOf(`a${' '.repeat(1000)}b`)).toEqual([`a${' '.repeat(64)}b`]);
  });
});
