import { describe, expect, it } from 'vitest';
import { RELEASES } from '../../../../src/kernel/history/releases.ts';
import { memsimIn } from '../../../helpers/cli.ts';
import { scratchFolder } from '../../../helpers/folder.ts';
import { MIXED } from './mixed.ts';

describe('memsim sweep', () => {
  it('has one row for each release', async () => {
    const memsim = memsimIn(scratchFolder());
    const { rc, stdout, stderr } = await memsim(['sweep', '--json', ...MIXED, '-'], { stdin: 'list -N' });
    const { rows } = JSON.parse(stdout) as { rows: { kernel: string; outcome: string }[] };
    expect(rc).toBe(0);
    expect(stderr).toBe('');
    expect(rows.map(({ kernel }) => kernel)).toEqual(RELEASES.map(({ name }) => name));
    const firstGood = rows.findIndex(({ kernel }) => kernel === '5.3');
    expect(rows.slice(1, firstGood).every(({ outcome }) => outcome === 'WARN')).toBe(true);
    expect(rows.slice(firstGood).every(({ outcome }) => outcome === 'ok')).toBe(true);
  });

  it('shows its progress on a terminal, and clears it at the end', async () => {
    const { stdout, stderr } = await memsimIn(scratchFolder())(['sweep', '-'], {
      stdin: 'cat /proc/version',
      terminal: true,
    });
    expect(stderr).toContain(`\r\u001b[K4.4 (1 of ${RELEASES.length})`);
    expect(stderr.endsWith('\r\u001b[K')).toBe(true);
    expect(stdout.split('\n').length).toBe(RELEASES.length + 3);
  });
});

describe('the table of a sweep', () => {
  const sweep = async (line: string) =>
    (await memsimIn(scratchFolder())(['sweep', '--platform', 'one-dimm', '--run', line])).stdout;

  it('has one row for adjacent releases with equal outcomes', async () => {
    expect((await sweep('platforms')).split('\n').slice(2)).toEqual([
      expect.stringMatching(/^4\.4\.\.7\.\d+ +ok {2}/),
      '',
    ]);
  });

  it.each([80, 48])('fits %d columns, and has no column for failures without one', async (columns) => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['-q', 'boot']);
    const lines = async (line: string) => {
      const { stdout } = await memsim(['sweep', '--run', line], {
        terminal: true,
        columns,
        env: { NO_COLOR: '1' },
      });
      return stdout.split('\n');
    };
    const [fine, failed] = [await lines('list'), await lines('list --no-such')];
    expect(fine[1]).toMatch(/^kernel +outcome +last answer$/);
    expect(failed[1]).toMatch(/^kernel +outcome +what went wrong +last answer$/);
    expect([...fine, ...failed].filter((line) => [...line].length > columns)).toEqual([]);
  });

  it('separates releases whose answers differ, also beyond the column', async () => {
    expect((await sweep('cat /proc/version')).split('\n').length).toBe(RELEASES.length + 3);
  });
});
