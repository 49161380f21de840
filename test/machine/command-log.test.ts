import { describe, expect, it } from 'vitest';
import { type CommandLog, commandCount, logCommand, newCommandLog } from '../../src/machine/command-log.ts';
import { exportScript } from '../../src/machine/export-script.ts';

const platform = {
  e820: [],
  reserved: [],
  buses: [],
  numa: [],
  cpus: [],
  pci: [],
  virtioPmem: [],
  physBits: 46,
  hypervisor: true,
  efi: false,
};
const fresh = () => newCommandLog(platform, { kernel: '6.1', cmdline: 'memmap=4G!8G', seed: 7 });
const named = () => 'board';

describe('the command log of a machine', () => {
  it('drops the oldest commands beyond a limit, and counts them', () => {
    const log = fresh();
    for (let i = 0; i < 6000; i++) logCommand(log, { argv: ['write', '/x', `${i}`], rc: 0 });
    expect(log.entries.length).toBeLessThan(6000);
    expect(commandCount(log)).toBe(6000);
    expect(log.entries[0]!.argv[2]).toBe(`${log.dropped}`);
  });

  it('keeps a mebibyte of text, also in a log that was read from a file', () => {
    const add = (log: CommandLog, count: number) => {
      for (let i = 0; i < count; i++) logCommand(log, { argv: ['write', '/x', 'v'.repeat(10_000)], rc: 0 });
      return log;
    };
    const kept = add(fresh(), 200).entries.length;
    expect(kept * 10_000).toBeLessThan(2 ** 20);
    expect((kept + 1) * 10_050).toBeGreaterThan(2 ** 20);
    const { entries, size } = add(fresh(), 200);
    expect(size).toBe(entries.reduce((sum, entry) => sum + JSON.stringify(entry).length, 0));
    const { size: _, ...older } = add(fresh(), 100);
    expect(add(older, 100)).toEqual(add(fresh(), 200));
    const copy = add(structuredClone(add(fresh(), 100)), 100);
    expect([copy.entries.length, commandCount(copy)]).toEqual([kept, 200]);
  });

  it('becomes no script once something is forgotten', () => {
    const log = { ...fresh(), dropped: 3 };
    expect(() => exportScript(log, named)).toThrow(/first 3 commands are forgotten/);
  });

  it('becomes a script that boots with everything that was asked for', () => {
    const log = fresh();
    Object.assign(log.origin.request, { config: { MODULES: false }, with: ['a'], without: ['b'] });
    logCommand(log, { argv: ['create-namespace', '-n', 'a b'], rc: 237 });
    expect(exportScript(log, named).split('\n').slice(2)).toEqual([
      "memsim boot --platform board --kernel 6.1 --seed 7 --cmdline 'memmap=4G!8G' --config MODULES=n --with a --without b",
      "memsim create-namespace -n 'a b'  # exit 237",
      '',
    ]);
  });
});
