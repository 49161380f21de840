import { describe, expect, it } from 'vitest';
import { colorLevel } from '../../../src/cli/output/color.ts';

const terminal = { write: () => {}, isTerminal: true, columns: 80 };
const pipe = { ...terminal, isTerminal: false };
const xterm = { TERM: 'xterm-256color' };

describe('colour', () => {
  it('is for terminals, as far as they can', () => {
    expect(colorLevel('auto', xterm, terminal)).toBe(2);
    expect(colorLevel('auto', { TERM: 'xterm' }, terminal)).toBe(1);
    expect(colorLevel('auto', { TERM: 'xterm', COLORTERM: 'truecolor' }, terminal)).toBe(3);
    expect(colorLevel('auto', { TERM: 'dumb' }, terminal)).toBe(0);
    expect(colorLevel('auto', xterm, pipe)).toBe(0);
  });

  it('goes away with NO_COLOR, unless that is empty', () => {
    expect(colorLevel('auto', { ...xterm, NO_COLOR: '1' }, terminal)).toBe(0);
    expect(colorLevel('auto', { ...xterm, NO_COLOR: '' }, terminal)).toBe(2);
  });

  it('comes with FORCE_COLOR, which NO_COLOR is stronger than', () => {
    expect(colorLevel('auto', { FORCE_COLOR: '' }, pipe)).toBe(1);
    expect(colorLevel('auto', { FORCE_COLOR: '3' }, pipe)).toBe(3);
    expect(colorLevel('auto', { ...xterm, FORCE_COLOR: '0' }, terminal)).toBe(0);
    expect(colorLevel('auto', { FORCE_COLOR: '3', NO_COLOR: '1' }, pipe)).toBe(0);
  });

  it('follows the flag before all else', () => {
    expect(colorLevel('always', { NO_COLOR: '1' }, pipe)).toBe(1);
    expect(colorLevel('never', { ...xterm, FORCE_COLOR: '3' }, terminal)).toBe(0);
  });
});
