import { describe, expect, it } from 'vitest';
import { exportScript } from '../../src/machine/export-script.ts';
import { commandCount, newHistory, remember } from '../../src/machine/history.ts';

const platform = {
  e820: [],
  reserved: [],
  buses: [],
  numa: [],
  cpus: [],
  pci: [],
  physBits: 46,
  hypervisor: true,
};
const fresh = () => newHistory(platform, { kernel: '6.1', cmdline: 'memmap=4G!8G', seed: 7 });
const named = () => 'board';

describe('the history of a machine', () => {
  it('forgets the oldest commands when there are too many, and knows how many', () => {
    const history = fresh();
    for (let i = 0; i < 6000; i++) remember(history, { argv: ['write', '/x', `${i}`], rc: 0 });
    expect(history.entries.length).toBeLessThan(6000);
    expect(commandCount(history)).toBe(6000);
    expect(history.entries[0]!.argv[2]).toBe(`${history.dropped}`);
  });

  it('becomes no script once something is forgotten', () => {
    const history = { ...fresh(), dropped: 3 };
    expect(() => exportScript(history, named)).toThrow(/first 3 commands are forgotten/);
  });

  it('becomes a script that boots with everything that was asked for', () => {
    const history = fresh();
    Object.assign(history.origin.request, { config: { MODULES: false }, with: ['a'], without: ['b'] });
    remember(history, { argv: ['create-namespace', '-n', 'a b'], rc: 237 });
    expect(exportScript(history, named).split('\n').slice(2)).toEqual([
      "memsim boot --platform board --kernel 6.1 --seed 7 --cmdline 'memmap=4G!8G' --config MODULES=n --with a --without b",
      "memsim create-namespace -n 'a b'  # exit 237",
      '',
    ]);
  });
});
