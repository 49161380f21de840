import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../src/paste/text/decode.ts';

const TEXT = '100000000-13fffffff : System RAM – “é”\n';

describe('decodeText', () => {
  it('reads UTF-8 with and without a mark', () => {
    expect(decodeText(Buffer.from(TEXT))).toEqual({ text: TEXT, encoding: 'UTF-8' });
    expect(decodeText(Buffer.from(`\ufeff${TEXT}`)).text).toBe(TEXT);
  });

  it('reads UTF-16 in both orders, with and without a mark', () => {
    const little = Buffer.from(`\ufeff${TEXT}`, 'utf16le');
    expect(decodeText(little)).toEqual({ text: TEXT, encoding: 'UTF-16LE' });
    expect(decodeText(Buffer.from(little).swap16())).toEqual({ text: TEXT, encoding: 'UTF-16BE' });
    expect(decodeText(little.subarray(2)).text).toBe(TEXT);
    expect(decodeText(Buffer.from(little.subarray(2)).swap16()).text).toBe(TEXT);
  });

  it('reads bytes that are not UTF-8 as Windows-1252', () => {
    const bytes = Buffer.from('Gr\xfc\xdfe \x96 \x93quoted\x94', 'latin1');
    expect(decodeText(bytes)).toEqual({ text: 'Grüße – “quoted”', encoding: 'Windows-1252' });
  });

  it('reads nothing as nothing', () => {
    expect(decodeText(new Uint8Array()).text).toBe('');
  });
});
