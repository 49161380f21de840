import { describe, expect, test } from 'vitest';
import type { RecordedTree } from '../recorded-files.ts';
import { deviceDir, machine } from './machine.ts';

/** A kernel that unbinds devices: an unbound claim releases its namespace on request. */
function letsGo(tree: RecordedTree, path: string, text: string): void {
  const claim = /\/([a-z]+\d+\.\d+)\/namespace$/.exec(path)?.[1];
  if (claim === undefined || text !== '\n') return;
  for (const [key, entry] of Object.entries(tree))
    if (key.endsWith('/holder') && entry.text === `${claim}\n`) tree[key] = { text: '\n' };
}

const nfit = () => machine('nfit-namespaces', { effect: letsGo });

describe('disable-namespace', () => {
  test('unbinds the claiming device, then the namespace', async () => {
    const m = nfit();
    expect(await m.run('disable-namespace', 'namespace0.0')).toEqual({
      rc: 0,
      stdout: '',
      stderr: 'disabled 1 namespace\n',
    });
    expect(m.writes).toEqual(['region0/pfn0.0/driver/unbind=pfn0.0', 'region0/pfn0.0/namespace=\n']);
  });

  test('all excludes namespaces that were never configured', async () => {
    expect((await nfit().run('disable-namespace', 'all')).stderr).toBe('disabled 4 namespaces\n');
  });

  test('one that is mounted is busy', async () => {
    const m = nfit();
    m.files.openExclusive = () => ({ error: 'EBUSY' });
    expect(await m.run('disable-namespace', 'namespace0.0')).toMatchObject({
      rc: 240,
      stderr: 'error disabling namespaces: Device or resource busy\ndisabled 0 namespaces\n',
    });
    expect(m.writes).toEqual([]);
  });

  test('fails for an unknown namespace', async () => {
    expect(await nfit().run('disable-namespace', 'namespace5.5')).toMatchObject({
      rc: 250,
      stderr: 'error disabling namespaces: No such device or address\ndisabled 0 namespaces\n',
    });
  });

  test('refuses a call without a namespace', async () => {
    const { rc, stderr } = await nfit().run('disable-namespace');
    expect(rc).toBe(129);
    expect(stderr).toMatch(/^ {2}Error: specify a namespace to disable, or "all"\n\n\n usage: /);
  });
});

describe('enable-namespace', () => {
  test('binds a disabled namespace', async () => {
    const m = nfit();
    expect((await m.run('enable-namespace', 'namespace0.3')).stderr).toBe('enabled 1 namespace\n');
    expect(m.writes).toEqual(['nd_pmem/bind=namespace0.3']);
  });

  test('one that an enabled device claims is enabled already', async () => {
    const m = machine('nfit-namespaces', {
      refuse: (path) => (path.endsWith('/bind') ? { error: 'EBUSY' } : undefined),
    });
    expect(await m.run('enable-namespace', 'namespace0.0')).toMatchObject({
      rc: 0,
      stderr: 'enabled 1 namespace\n',
    });
  });

  test('one that no driver accepts', async () => {
    const m = machine('nfit-namespaces', { refuse: () => ({ error: 'ENODEV' }) });
    expect(await m.run('enable-namespace', 'namespace0.3')).toMatchObject({
      rc: 250,
      stderr:
        'libndctl: ndctl_namespace_enable: namespace0.3: failed to enable\n' +
        'error enabling namespaces: No such device or address\nenabled 0 namespaces\n',
    });
  });
});

describe('destroy-namespace', () => {
  const blank = new Uint8Array(8192);

  test('an active one needs --force', async () => {
    expect(await nfit().run('destroy-namespace', 'namespace0.0')).toMatchObject({
      rc: 240,
      stderr:
        '  Error: namespace0.0 is active, specify --force for re-configuration\n\n' +
        'error destroying namespaces: Device or resource busy\ndestroyed 0 namespaces\n',
    });
  });

  test('wipes the info block and deletes the label', async () => {
    const m = nfit();
    const wiped: string[] = [];
    m.tree[`${deviceDir(m.tree, 'namespace0.0')}/block/pmem0/size`] = { text: '1\n' };
    m.files.readBytes = () => blank.slice().fill(1, 4096, 4100);
    m.files.writeBytes = (path, offset, data) => {
      wiped.push(`${path} ${offset} ${data.length}`);
      return undefined;
    };
    expect(await m.run('destroy-namespace', '-f', 'namespace0.0')).toMatchObject({
      rc: 0,
      stderr: 'destroyed 1 namespace\n',
    });
    expect(wiped).toEqual(['/dev/pmem0 0 8192']);
    expect(m.writes).toEqual([
      'region0/pfn0.0/driver/unbind=pfn0.0',
      'region0/pfn0.0/namespace=\n',
      'region0/namespace0.0/holder_class=\n',
      'region0/namespace0.0/force_raw=1\n',
      'nd_pmem/bind=namespace0.0',
      'region0/namespace0.0/force_raw=0\n',
      'region0/namespace0.0/driver/unbind=namespace0.0',
      'region0/namespace0.0/size=0\n',
    ]);
  });

  test('without labels only a wiped info block counts', async () => {
    for (const [fill, count] of [
      [0, '0 namespaces'],
      [7, '1 namespace'],
    ] as const) {
      const m = machine('e820-three-regions', { effect: letsGo });
      m.tree[`${deviceDir(m.tree, 'namespace0.0')}/block/pmem0/size`] = { text: '1\n' };
      m.files.readBytes = () => blank.slice().fill(fill);
      m.files.writeBytes = () => undefined;
      expect(await m.run('destroy-namespace', '-f', 'namespace0.0')).toMatchObject({
        rc: 0,
        stderr: `destroyed ${count}\n`,
      });
    }
  });

  test('one that cannot be enabled raw is still destroyed', async () => {
    const m = machine('nfit-namespaces', {
      refuse: (path) => (path.endsWith('/bind') ? { error: 'ENODEV' } : undefined),
    });
    expect(await m.run('destroy-namespace', 'namespace0.3')).toMatchObject({
      rc: 0,
      stderr:
        'libndctl: ndctl_namespace_enable: namespace0.3: failed to enable\n' +
        '  Error: destroy namespace: namespace0.3 failed to enable for zeroing, continuing\n\n' +
        'destroyed 1 namespace\n',
    });
  });
});

describe('regions', () => {
  test('disabling one disables its namespaces first', async () => {
    const m = nfit();
    expect((await m.run('disable-region', 'region0')).stderr).toBe('disabled 1 region\n');
    expect(m.writes.at(-1)).toBe('region0/driver/unbind=region0');
    expect(m.writes).toContain('region0/pfn0.0/driver/unbind=pfn0.0');
  });

  test('a busy one is not counted, without an error', async () => {
    const m = nfit();
    m.files.openExclusive = () => ({ error: 'EBUSY' });
    expect(await m.run('disable-region', 'region0')).toEqual({
      rc: 0,
      stdout: '',
      stderr: 'disabled 0 regions\n',
    });
  });

  test('all selects the regions of the bus', async () => {
    expect((await nfit().run('disable-region', '-b', 'ACPI.NFIT', 'all')).stderr).toBe(
      'disabled 2 regions\n',
    );
    expect((await nfit().run('disable-region', '-b', 'e820', 'all')).stderr).toBe('disabled 0 regions\n');
    expect((await nfit().run('enable-region', 'all')).stderr).toBe('enabled 2 regions\n');
  });

  test.each([
    [[], 'specify a specific region id to act on, or "all"'],
    [['a', 'b'], 'unknown extra parameter "b"'],
    [['-t', 'x', 'all'], "unknown region type 'x', should be 'pmem' or 'blk'"],
  ])('%j', async (argv, text) => {
    const { rc, stderr } = await nfit().run('enable-region', ...argv);
    expect(rc).toBe(129);
    expect(stderr.split('\n\n\n usage: ')[0]).toBe(`  Error: ${text}`);
  });
});
