import { describe, expect, it } from 'vitest';
import { alone, memsimIn } from '../../helpers/cli.ts';
import { scratchFolder } from '../../helpers/folder.ts';

describe('changes by hand', () => {
  it('are shown by status, and kept by a reboot', async () => {
    const memsim = memsimIn(scratchFolder());
    await memsim(['boot', '--kernel', '5.2', '--with', 'subsection-hotplug', 'pfn-no-padding']);
    const line = /^changes {7}with subsection-hotplug, with pfn-no-padding$/m;
    expect((await memsim(['status'])).stdout).toMatch(line);
    await memsim(['reboot', '--kernel', '5.1']);
    expect((await memsim(['status'])).stdout).toMatch(line);
    expect(JSON.parse((await memsim(['status', '--json'])).stdout).changes.with).toHaveLength(2);
  });

  it('that are unknown are refused, with what may have been meant', async () => {
    const { rc, stderr } = await memsimIn(scratchFolder())(['boot', '--without', 'subsection-hotplag']);
    expect(rc).toBe(2);
    expect(stderr).toMatch(/unknown change 'subsection-hotplag' \(did you mean subsection-hotplug\?\)/);
  });
});

describe('memsim kernel', () => {
  const memsim = alone;

  it('tells all that is known of a change', async () => {
    const { stdout } = await memsim(['kernel', 'change', 'same-section-conflict']);
    expect(stdout).toMatch(/^commit +15d36fecd0bd$/m);
    expect(stdout).toMatch(/^fixes +pgmap-radix-by-pfn$/m);
    expect(stdout).toMatch(/^scenarios +put-page-gpf$/m);
    expect(stdout).toMatch(/^releases +4\.18 /m);
  });

  it('tells what one release has and another lacks, both ways', async () => {
    const { stdout } = await memsim(['kernel', 'diff', '4.15', '4.16', '--json']);
    const ids = (list: { id: string }[]) => list.map(({ id }) => id);
    const { added, removed } = JSON.parse(stdout);
    expect(ids(added)).toContain('dev-pagemap-struct');
    expect(ids(removed)).toEqual(['skip-invalid-pfns']);
    expect((await memsim(['kernel', 'diff', '4.15', '4.16'])).stdout).toMatch(/^- skip-invalid-pfns /m);
  });

  it('lists every release with what is new in it', async () => {
    const { rows } = JSON.parse((await memsim(['kernel', 'list', '--json'])).stdout);
    const entry = (name: string) => rows.find((row: { name: string }) => row.name === name);
    expect(entry('5.3').brings).toContain('subsection-hotplug');
    expect(entry('4.14.67').drops).toEqual(['skip-invalid-pfns']);
  });

  it('says how each release is known', async () => {
    const { rows } = JSON.parse((await memsim(['kernel', 'list', '--json'])).stdout);
    const known = Object.fromEntries(
      rows.map(({ name, evidence }: { name: string; evidence: string }) => [name, evidence]),
    );
    expect(known).toMatchObject({ '5.2.1': 'recorded', '5.3': 'read', '5.4': 'reported' });
    expect(known).toMatchObject({ '6.12': 'recorded', '6.18': 'recorded', '6.15': 'reported' });
    expect((await memsim(['kernel', 'show', '6.18.2'])).stdout).toMatch(/^recorded: /m);
    expect((await memsim(['kernel', 'show', '5.10'])).stdout).toMatch(/^read: /m);
    expect((await memsim(['kernel', 'show', '6.13'])).stdout).toMatch(/^reported: /m);
  });

  it.each([['list'], ['show', '6.12'], ['diff', '4.9', '6.12'], ['change', 'kmem']])(
    'keeps to the width of the terminal: %s',
    async (...args) => {
      const { stdout } = await memsim(['kernel', ...args]);
      expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
    },
  );
});
