/** Pasted machines of fixtures/pastes: what is built of each, and what is told about it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALONE, runTool } from '../../src/machine/command.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { loadTool } from '../../src/machine/tools.ts';
import { importPaste } from '../../src/paste/import-paste.ts';
import type { PastedFile } from '../../src/paste/read.ts';
import { decodeText } from '../../src/paste/text/decode.ts';
import { BOOT_MAPS } from './expected/boot-maps.ts';
import type { Expected } from './expected/expected.ts';
import { LISTS } from './expected/lists.ts';
import { RUNNING_MAPS } from './expected/running-maps.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'pastes');

const PASTES: Readonly<Record<string, Expected>> = { ...BOOT_MAPS, ...RUNNING_MAPS, ...LISTS };

function filesOf(name: string): PastedFile[] {
  const path = join(FOLDER, name);
  if (!statSync(path).isDirectory()) return [{ name, bytes: readFileSync(path) }];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(path, file)).isFile())
    .sort()
    .map((file) => ({ name: file, bytes: readFileSync(join(path, file)) }));
}

interface Listed {
  dev: string;
  mode: string;
  size: number;
  uuid?: string;
  chardev: string;
}

async function listed(machine: Machine, tool: 'ndctl' | 'daxctl'): Promise<Listed[]> {
  const { stdout } = await runTool(machine, await loadTool(tool), ['list'], ALONE);
  const value: unknown = stdout === '' ? [] : JSON.parse(`${stdout}`);
  const all = (Array.isArray(value) ? value : [value]) as Listed[];
  return all.sort((a, b) => (a.dev ?? a.chardev).localeCompare(b.dev ?? b.chardev));
}

const hex = (value: number): string => value.toString(16).padStart(8, '0');

/** A uuid, `-` without one, and `UUID` for one that the paste shows if that is all that is expected of it. */
function uuidText(
  uuid: string | undefined,
  wanted: string | undefined,
  files: readonly PastedFile[],
): string {
  if (uuid === undefined) return '-';
  const isShown = files.some(({ bytes }) => decodeText(bytes).text.includes(uuid));
  return wanted?.endsWith(' UUID') && isShown ? 'UUID' : uuid;
}

function expectNotes(name: string, notes: readonly string[], patterns: readonly RegExp[] = []): void {
  const unmatched = notes.filter((note, i) => !patterns[i]?.test(note));
  expect({ name, count: notes.length, unmatched }).toEqual({ name, count: patterns.length, unmatched: [] });
}

describe('a pasted machine', () => {
  it('has a test for each paste', () => {
    const names = readdirSync(FOLDER).filter((name) => name !== 'without-root.txt');
    expect(Object.keys(PASTES).sort()).toEqual(names.sort());
    expect(names.length).toBeGreaterThanOrEqual(20);
  });

  for (const [name, wanted] of Object.entries(PASTES))
    it(`is built from ${name}`, async () => {
      const files = filesOf(name);
      const { machine, report } = await importPaste(files, { name });
      const { built, problem } = report;
      expect(built.kernel).toBe(wanted.kernel);
      expect(built.cmdline).toBe(wanted.cmdline ?? '');
      expect(built.mapFrom).toBe(wanted.mapFrom);
      const ram = machine.firmware.platform.e820.filter(
        ({ type, start }) => type === 'usable' && start >= 0x100000,
      );
      expect(ram.map(({ start, end }) => `${hex(start)}-${hex(end)}`)).toEqual(wanted.ram);
      const regions = built.regions.map((one) => `${one.name} ${one.bus} ${hex(one.start)} ${one.size}`);
      expect(regions.sort()).toEqual(wanted.regions ?? []);
      expect(built.nodes).toBe(wanted.nodes ?? 1);
      expect(machine.firmware.platform.hypervisor).toBe(wanted.hypervisor ?? true);
      const ids = machine.firmware.platform.buses.flatMap(({ dimms }) => dimms.map(({ id }) => id));
      if (wanted.dimms !== undefined) expect(ids).toEqual(wanted.dimms);
      if (wanted.namespaces !== undefined) {
        const namespaces = (await listed(machine, 'ndctl')).map(
          ({ dev, mode, size, uuid }, i) =>
            `${dev} ${mode} ${size} ${uuidText(uuid, wanted.namespaces?.[i], files)}`,
        );
        expect(namespaces).toEqual(wanted.namespaces);
      }
      const dax = (await listed(machine, 'daxctl')).map(
        ({ chardev, mode, size }) => `${chardev} ${mode} ${size}`,
      );
      expect(dax).toEqual(wanted.dax ?? []);
      const windows = machine.firmware.platform.cxl?.windows ?? [];
      if (wanted.windows !== undefined)
        expect(windows.map(({ start, size }) => `${hex(start)} ${size}`)).toEqual(wanted.windows);
      expectNotes('assumed', report.assumed, wanted.assumed);
      if (wanted.kernel !== '4.4.0' || wanted.command === undefined) {
        expectNotes('notKnown', report.notKnown, wanted.notKnown);
        expectNotes('differs', report.differs, wanted.differs);
      }
      expect(report.conflicts.map(({ about }) => about)).toEqual(wanted.conflicts ?? []);
      expect(problem.command?.join(' ')).toBe(wanted.command);
      expectNotes('logged', problem.logged, wanted.logged);
      expect(report.encodings.map(({ encoding }) => encoding)).toEqual(
        wanted.encoding === undefined ? [] : [wanted.encoding],
      );
    });

  it('is refused if /proc/iomem was read without root', async () => {
    await expect(importPaste(filesOf('without-root.txt'), { name: 'x' })).rejects.toThrow(
      /without-root\.txt:2: every address .* is 0, since it was read without root; .*sudo cat \/proc\/iomem/,
    );
  });
});
