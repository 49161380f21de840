import { describe, expect, it } from 'vitest';
import { parseViews, type Settings, takeSettings } from '../../../src/cli/session/settings.ts';

const plain: Settings = { quiet: false, color: 'auto' };
const take = (...args: string[]) => takeSettings(plain, args);

describe("memsim's own options among a tool's", () => {
  it('are taken out, wherever they stand', () => {
    expect(take('-s', '1G', '--quiet', '--view', 'sections,zones', '--state=/x', '-m', 'devdax')).toEqual({
      settings: { quiet: true, color: 'auto', views: ['sections', 'zones'], state: '/x' },
      rest: ['-s', '1G', '-m', 'devdax'],
    });
  });

  it('leave everything else to the tool, untouched', () => {
    const args = ['-q', '--human', '--view-all', 'x', '--size=1G', '--quiet=no'];
    expect(take(...args)).toEqual({ settings: plain, rest: args });
  });

  it('end at --', () => {
    expect(take('--', '--quiet')).toEqual({ settings: plain, rest: ['--', '--quiet'] });
  });

  it('need their values', () => {
    expect(() => take('--view')).toThrow(/'--view' needs a value/);
    expect(() => take('--view', 'colours')).toThrow(/unknown view 'colours'/);
    expect(() => take('--color=often')).toThrow(/--color: 'often'/);
  });
});

describe('--view', () => {
  it.each([
    ['none', []],
    ['all', ['sections', 'sysfs', 'iomem', 'zones']],
    ['iomem', ['iomem']],
  ])('%s', (text, views) => {
    expect(parseViews(text)).toEqual(views);
  });
});
