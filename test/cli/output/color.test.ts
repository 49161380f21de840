import { describe, expect, it } from 'vitest';
import { colorLevel } from '../../../src/cli/output/color.ts';

const terminal = { write: () => {}, isTerminal: true, columns: 80 };
const pipe = { ...terminal, isTerminal: false };
const xterm = { TERM: 'xterm-256color' };

describe('colour', () => {
  it('depends on the type of the terminal', () => {
    expect(colorLevel('auto', xterm, terminal)).toBe(2);
    expect(colorLevel('auto', { TERM: 'xterm' }, terminal)).toBe(1);
    expect(colorLevel('auto', { TERM: 'xterm', COLORTERM: 'truecolor' }, terminal)).toBe(3);
    expect(colorLevel('auto', { TERM: 'dumb' }, terminal)).toBe(0);
    expect(colorLevel('auto', xterm, pipe)).toBe(0);
  });

  it('is off with NO_COLOR, unless that is empty', () => {
    expect(colorLevel('auto', { ...xterm, NO_COLOR: '1' }, terminal)).toBe(0);
    expect(colorLevel('auto', { ...xterm, NO_COLOR: '' }, terminal)).toBe(2);
  });

  it('is on with FORCE_COLOR, unless NO_COLOR is set', () => {
    expect(colorLevel('auto', { FORCE_COLOR: '' }, pipe)).toBe(1);
    expect(colorLevel('auto', { FORCE_COLOR: '3' }, pipe)).toBe(3);
    expect(colorLevel('auto', { ...xterm, FORCE_COLOR: '0' }, terminal)).toBe(0);
    expect(colorLevel('auto', { FORCE_COLOR: '3', NO_COLOR: '1' }, pipe)).toBe(0);
  });

  it('follows --color before the environment', () => {
    expect(colorLevel('always', { NO_COLOR: '1' }, pipe)).toBe(1);
    expect(colorLevel('never', { ...xterm, FORCE_COLOR: '3' }, terminal)).toBe(0);
  });
});
