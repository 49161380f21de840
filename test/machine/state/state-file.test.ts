import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPlatform } from '../../../src/firmware/schema.ts';
import { logCommand } from '../../../src/machine/command-log.ts';
import { bootMachine, savedMachine } from '../../../src/machine/machine.ts';
import { checksum } from '../../../src/machine/state/checksum.ts';
import { OLDEST_SCHEMA, SCHEMA, type Seal } from '../../../src/machine/state/header.ts';
import { type Kept, nothingKept } from '../../../src/machine/state/kept.ts';
import { indexed } from '../../../src/machine/state/lazy/encoded.ts';
import { decodeTaken } from '../../../src/machine/state/lazy/layout.ts';
import { listOf } from '../../../src/machine/state/lazy/open-list.ts';
import { joined, rangeOf } from '../../../src/machine/state/lazy/source.ts';
import { sumOf, sumText } from '../../../src/machine/state/lazy/sum.ts';
import type { TableText } from '../../../src/machine/state/lazy/text.ts';
import {
  decodeState,
  encodeKept,
  encodeMachine,
  encodeState,
  openState,
  readNotes,
  withLessons,
} from '../../../src/machine/state/state-file.ts';
import { fileOfNine } from '../../helpers/schema-nine.ts';

const platform = readPlatform(JSON.parse(readFileSync('fixtures/platforms/default.json', 'utf8')));
const SEAL = { ino: 7, time: 1000 };
const ELSEWHERE = { ino: 8, time: 1000 };

const kept = (): Kept => ({
  operation: { number: 3, argv: ['boot'] },
  lessons: { current: null, done: ['pages'] },
  machine: savedMachine(bootMachine(platform, { kernel: '6.1', cmdline: 'memmap=1G!4G', seed: 7 })),
});

const fileOf = (record: Kept): Uint8Array => joined(encodeState(encodeKept(record), SEAL));
const BYTES = fileOf(kept());
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

async function refused(data: Uint8Array, seal = SEAL): Promise<string> {
  try {
    await decodeState({ file: rangeOf(data), seal, path: '/x/state' });
  } catch (error) {
    expect(error).toMatchObject({ name: 'Refusal', exitCode: 3 });
    return (error as Error).message;
  }
  throw new Error('was read');
}

const edited = (edit: (text: string) => string): Uint8Array =>
  Buffer.from(edit(Buffer.from(BYTES).toString()));

/** The file of a record that was changed and summed again, as an attacker would. */
function forged(change: (kept: Kept) => void): Uint8Array {
  const record = plain(kept()) as Kept;
  change(record);
  return fileOf(record);
}

describe('a state file', () => {
  it('gives back what was put in, where it was written and elsewhere', async () => {
    for (const seal of [SEAL, ELSEWHERE])
      expect(plain(await decodeState({ file: rangeOf(BYTES), seal, path: '/x/state' }))).toEqual(
        plain(kept()),
      );
  });

  it('gives back a state without a machine', async () => {
    const data = fileOf(nothingKept());
    expect(await decodeState({ file: rangeOf(data), seal: ELSEWHERE, path: '/x/state' })).toEqual(
      nothingKept(),
    );
  });

  it('is refused when a single character changed', async () => {
    expect(await refused(edited((text) => text.replace('1G!4G', '1G!5G')))).toMatch(/^\/x\/state: damaged/);
    expect(await refused(edited((text) => text.replace('pages', 'pagez')))).toMatch(/^\/x\/state: damaged/);
  });

  it('is refused when it is cut short, however short', async () => {
    for (let length = 0; length < BYTES.length; length += 97)
      expect(await refused(BYTES.subarray(0, length))).toMatch(/damaged|not a memsim state file/);
  });

  it('is refused when its last byte changed, and where only its notes are read', async () => {
    const data = Uint8Array.from(BYTES).fill(0, BYTES.length - 1);
    expect(await refused(data)).toMatch(/^\/x\/state: damaged/);
    expect(() => readNotes({ file: rangeOf(data), seal: SEAL, path: '/x/state' })).toThrow(
      expect.objectContaining({ name: 'Refusal', exitCode: 3 }),
    );
  });

  it('is refused when something follows', async () => {
    expect(await refused(edited((text) => `${text} `))).toMatch(/damaged/);
  });

  it('is refused when it is something else', async () => {
    expect(await refused(Buffer.from('{"schema":1}\n{}'))).toMatch(/not a memsim state file/);
  });

  it('is refused by name when a newer or an older memsim wrote it', async () => {
    const withSchema = (schema: number): Uint8Array =>
      edited((text) => text.replace(`memsim-state ${SCHEMA}`, `memsim-state ${schema}`));
    expect(await refused(withSchema(SCHEMA + 1))).toContain(
      `written by a newer memsim (state schema ${SCHEMA + 1}`,
    );
    expect(await refused(withSchema(OLDEST_SCHEMA - 1))).toContain(
      `written by an older memsim (state schema ${OLDEST_SCHEMA - 1}); 'memsim reset' starts over`,
    );
  });

  it('names the remedy in the same line', async () => {
    expect(await refused(Buffer.from('x'))).toMatch(/'memsim reset' starts over/);
    expect(await refused(Buffer.from('x'))).not.toContain('\n');
  });
});

/** The file of a record as schema 7 has it: page maps are a list, and the sum is that of the whole machine. */
function fileOfSeven(record: Kept): Uint8Array {
  const { operation, lessons, machine } = plain(record) as Kept;
  const { commandLog, ...core } = machine!;
  const { kernel } = core;
  const pagemaps = Object.values(kernel.mm.pagemaps);
  const parts = [kernel.resources.byId, pagemaps].map((part) => JSON.stringify(part));
  Object.assign(kernel.mm, { pagemaps: null });
  Object.assign(kernel.resources, { byId: null });
  const text = JSON.stringify(core);
  const index = [
    [text.length],
    [parts[0]!.length, 'kernel', 'resources', 'byId'],
    [parts[1]!.length, 'kernel', 'mm', 'pagemaps'],
  ];
  const body = Buffer.from([JSON.stringify(index), text, ...parts, ''].join('\n'));
  const notes = Buffer.from(JSON.stringify({ operation, lessons, commandLog }));
  const words = ['memsim-state', 7, notes.length, checksum(notes), body.length, checksum(body), '7:1000'];
  return Buffer.concat([Buffer.from(`${words.join(' ')}\n`), notes, body]);
}

describe('a state file of schema 7', () => {
  it('is read, where it was written and elsewhere', async () => {
    expect(Object.keys(kept().machine!.kernel.mm.pagemaps)).toEqual(['1']);
    for (const seal of [SEAL, ELSEWHERE])
      expect(
        plain(await decodeState({ file: rangeOf(fileOfSeven(kept())), seal, path: '/x/state' })),
      ).toEqual(plain(kept()));
  });

  it('keeps its schema when its machine is written as it was', async () => {
    const data = fileOfSeven(kept());
    const { encoded } = readNotes({ file: rangeOf(data), seal: SEAL, path: '/x/state' });
    expect(Buffer.compare(joined(encodeState(encoded, SEAL)), data)).toBe(0);
  });

  it('is refused when a single character changed', async () => {
    const text = Buffer.from(fileOfSeven(kept())).toString();
    expect(await refused(Buffer.from(text.replace('System RAM', 'System ROM')))).toMatch(/damaged/);
  });
});

/** The file of a record as schema 8 has it, with resources and page maps in shards of one entry. */
function fileOfEight(record: Kept): Uint8Array {
  const { operation, lessons, machine } = plain(record) as Kept;
  const { commandLog, ...core } = machine!;
  const { kernel } = core;
  const tables: [string[], Record<string, unknown>][] = [
    [['kernel', 'resources', 'byId'], kernel.resources.byId],
    [['kernel', 'mm', 'pagemaps'], kernel.mm.pagemaps],
  ];
  Object.assign(kernel.mm, { pagemaps: null });
  Object.assign(kernel.resources, { byId: null });
  const extent = (text: string): unknown[] => [text.length, sumText(sumOf(Buffer.from(text)))];
  const shards = (table: Record<string, unknown>): string[] =>
    Object.entries(table).flatMap(([key, value]) => [JSON.stringify([key]), JSON.stringify([value])]);
  const texts = [JSON.stringify(core), ...tables.flatMap(([, table]) => shards(table))];
  const index = [extent(texts[0]!), ...tables.map(([path, table]) => [path, shards(table).flatMap(extent)])];
  const line = `${JSON.stringify(index)}\n`;
  const body = Buffer.from(`${line}${texts.join('\n')}\n`);
  const notes = JSON.stringify({ operation, lessons, commandLog });
  const words = ['memsim-state', 8, ...extent(notes), body.length, extent(line)[1], '7:1000'];
  return Buffer.concat([Buffer.from(`${words.join(' ')}\n${notes}`), body]);
}

describe('a state file of schema 8', () => {
  it('is read, where it was written and elsewhere', async () => {
    for (const seal of [SEAL, ELSEWHERE]) {
      const file = rangeOf(fileOfEight(kept()));
      expect(plain(await decodeState({ file, seal, path: '/x/state' }))).toEqual(plain(kept()));
    }
  });

  it('keeps its schema when its machine is written as it was', () => {
    const data = fileOfEight(kept());
    const { encoded } = readNotes({ file: rangeOf(data), seal: SEAL, path: '/x/state' });
    expect(Buffer.compare(joined(encodeState(encoded, SEAL)), data)).toBe(0);
  });

  it('is refused when a character of a shard or between two changed', async () => {
    const text = Buffer.from(fileOfEight(kept())).toString();
    expect(await refused(Buffer.from(text.replace('System RAM', 'System ROM')), ELSEWHERE)).toMatch(
      /damaged/,
    );
    expect(await refused(Buffer.from(text.replace('["1"]\n', '["1"] ')))).toMatch(/its JSON/);
  });
});

const OPTIONS = Array.from({ length: 3000 }, (_, i) => [`OPTION_${i}`, i % 2 === 0] as const);

/** A record with a table that is in shards. */
function keptWithTable(): Kept {
  const record = kept();
  Object.assign(record.machine!.kernel.config, Object.fromEntries(OPTIONS));
  return record;
}

describe('a state file of schema 9', () => {
  const DATA = fileOfNine(keptWithTable());
  const file = { file: rangeOf(DATA), seal: SEAL, path: '/x/state' };

  it('is read, where it was written and elsewhere', async () => {
    for (const seal of [SEAL, ELSEWHERE])
      expect(plain(await decodeState({ ...file, seal }))).toEqual(plain(keptWithTable()));
  });

  it('keeps its schema when its machine is written as it was, also with other lessons', () => {
    const { encoded } = readNotes(file);
    expect(Buffer.compare(joined(encodeState(encoded, SEAL)), DATA)).toBe(0);
    const { lessons } = kept();
    expect(Buffer.compare(joined(encodeState(withLessons(encoded, lessons), SEAL)), DATA)).toBe(0);
  });

  it('does not count as changed because it is written in another form', async () => {
    const { kept: record, notes } = await openState(file);
    const { kernel } = record.machine!;
    expect(kernel.config.OPTION_2000).toBe(true);
    expect(encodeMachine(record.machine).machine.extent).toEqual(notes.machine.extent);
    expect(readNotes(file).machine.extent).toEqual(notes.machine.extent);
    kernel.config.OPTION_2000 = false;
    expect(encodeMachine(record.machine).machine.extent).not.toEqual(notes.machine.extent);
  });

  it('has fingerprints once a table was changed', async () => {
    const { machine } = await decodeState(file);
    machine!.kernel.config.OPTION_2000 = false;
    const data = fileOf({ ...kept(), machine });
    const again = (await decodeState({ ...file, file: rangeOf(data) })).machine!.kernel.config;
    expect([again.OPTION_2000, again.OPTION_2002, again.OPTION_X]).toEqual([false, true, undefined]);
  });

  it('is refused when a character of its notes, of a shard or of a part changed', async () => {
    const text = Buffer.from(DATA).toString();
    for (const [from, to] of [
      ['pages', 'pagez'],
      ['OPTION_7', 'OPTION_X'],
      ['true,false', 'true,falsf'],
      ['"early":true', '"early":tru3'],
    ] as const) {
      expect(text).toContain(from);
      expect(await refused(Buffer.from(text.replace(from, to)), ELSEWHERE)).toMatch(/damaged/);
    }
  });
});

it('a file from elsewhere is searched by its keys, whatever its fingerprints are', async () => {
  const data = Buffer.from(fileOf(keptWithTable()));
  const length = Number(data.subarray(0, 200).toString().split(' ')[4]);
  const machine = data.subarray(data.length - length);
  const { parts } = decodeTaken(rangeOf(machine), () => new Error('damaged'));
  const { prints } = parts[0]!.text as TableText;
  machine.fill(0, prints!.at + 4, prints!.at + prints!.length);
  const read = async (seal: Seal) =>
    (await decodeState({ file: rangeOf(data), seal, path: '/x/state' })).machine!.kernel.config.OPTION_2000;
  expect(await read(ELSEWHERE)).toBe(true);
  await expect(read(SEAL)).rejects.toThrow(/damaged/);
});

it('a file from elsewhere does not count as changed because it is written without its fingerprints', async () => {
  const file = rangeOf(fileOf(keptWithTable()));
  for (const seal of [SEAL, ELSEWHERE]) {
    const { kept: record, notes } = await openState({ file, seal, path: '/x/state' });
    expect(record.machine!.kernel.config.OPTION_2000).toBe(true);
    expect(encodeMachine(record.machine).machine.extent).toEqual(notes.machine.extent);
  }
});

describe('a command log', () => {
  const long = (): Kept => {
    const record = kept();
    for (let i = 0; i < 2000; i++) logCommand(record.machine!.commandLog, { argv: ['list', `${i}`], rc: 0 });
    return record;
  };
  const open = (data: Uint8Array, seal = SEAL) => openState({ file: rangeOf(data), seal, path: '/x/state' });

  it('is read and written in part', async () => {
    const data = fileOf(long());
    const { machine } = (await open(data)).kept;
    logCommand(machine!.commandLog, { argv: ['list', 'more'], rc: 0 });
    expect(listOf(machine!.commandLog.entries)!.groups.filter(({ read }) => read).length).toBe(1);
    const expected = long();
    logCommand(expected.machine!.commandLog, { argv: ['list', 'more'], rc: 0 });
    expect(plain(machine)).toEqual(plain(expected.machine));
  });

  it('is found damaged where it is read, elsewhere and without the machine at once', async () => {
    const data = Buffer.from(fileOf(long()));
    data[data.indexOf('["list","1000"]') + 3] = 0x78;
    const { machine } = (await open(data)).kept;
    expect(() => machine!.commandLog.entries[1000]).toThrow(/damaged/);
    expect(await refused(data, ELSEWHERE)).toMatch(/damaged/);
    expect(() => readNotes({ file: rangeOf(data), seal: SEAL, path: '/x/state' })).toThrow(/damaged/);
  });

  it('stays where the lesson changes', async () => {
    const file = rangeOf(fileOf(long()));
    const { encoded } = readNotes({ file, seal: SEAL, path: '/x/state' });
    const changed = withLessons(encoded, { current: null, done: ['x'] });
    const { lessons, machine } = (await open(joined(encodeState(changed, SEAL)))).kept;
    expect(lessons.done).toEqual(['x']);
    expect(plain(machine)).toEqual(plain(long().machine));
  });
});

describe('a state file from elsewhere', () => {
  it.each<[string, (kept: Kept) => void, string]>([
    [
      'a field of another type',
      ({ machine }) => Object.assign(machine!.kernel.nd.regions.region0!, { mappings: null }),
      'machine.kernel.nd.regions.region0.mappings',
    ],
    [
      'a number that no address is',
      ({ machine }) => Object.assign(machine!.kernel.nd.regions.region0!, { start: -1 }),
      'machine.kernel.nd.regions.region0.start',
    ],
    [
      'a field that is not known',
      ({ machine }) => Object.assign(machine!.kernel, { svg: '/etc/passwd' }),
      'machine.kernel',
    ],
    ['a reference to nothing', ({ machine }) => delete machine!.kernel.nd.buses.ndbus0, 'kernel.nd'],
    [
      'a name of every object',
      ({ machine }) => Object.assign(machine!.kernel.config, JSON.parse('{"constructor": true}')),
      'machine.kernel.config.constructor',
    ],
    [
      'an exit code that is text',
      ({ machine }) => machine!.commandLog.entries.push({ argv: ['list'], rc: '1\ntouch X' as never }),
      'machine.commandLog.entries.0.rc',
    ],
    [
      'runs out of order',
      ({ machine }) => machine!.kernel.mm.sections.push({ ...machine!.kernel.mm.sections[0]! }),
      'kernel.mm.sections',
    ],
    [
      'a number that the next page map would share',
      ({ machine }) => Object.assign(machine!.kernel.mm, { nextPagemap: 1 }),
      'kernel.mm.nextPagemap',
    ],
    [
      'a tree that is none',
      ({ machine }) => machine!.kernel.resources.byId[0]!.children.push(0),
      'kernel.resources.byId.0',
    ],
    [
      'resources that overlap',
      ({ machine }) => {
        const { byId } = machine!.kernel.resources;
        const [first, second] = byId[0]!.children.map((id) => byId[id]!);
        first!.end = second!.start;
      },
      'kernel.resources.byId.0.children',
    ],
    [
      'a page map that is held twice',
      ({ machine }) => {
        const { devres } = machine!.kernel.nd.namespaces['namespace0.0']!.core;
        devres.push({ ...devres.find(({ kind }) => kind === 'pagemap')! });
      },
      'kernel.nd.namespaces.namespace0.0.core.devres',
    ],
    [
      'an allocation of a DIMM that no label lists',
      ({ machine }) => {
        const { dpa } = machine!.kernel.nd.dimms.nmem0!.drvdata!;
        dpa.extents[4096] = { start: 4096, size: 4096, label: 'pmem-x' };
      },
      'kernel.nd.dimms.nmem0.drvdata.dpa.extents.4096',
    ],
    [
      'a label of a DIMM without its allocation',
      ({ machine }) => {
        machine!.kernel.nd.dimms.nmem0!.drvdata!.dpa.byLabel['pmem-x'] = [4096];
      },
      'kernel.nd.dimms.nmem0.drvdata.dpa.byLabel.pmem-x',
    ],
  ])('is refused for %s', async (_what, change, field) => {
    const message = await refused(forged(change), ELSEWHERE);
    expect(message).toContain(`not as memsim writes it (${field}`);
    expect(message).toContain("'memsim reset' starts over");
  });

  it('is refused when a part of it has a name of Object.prototype', async () => {
    const { notes, machine } = encodeKept(kept());
    const [index, ...rest] = machine.ranges;
    const parts = JSON.parse(joined([index!]).toString()) as unknown[];
    const text = Buffer.from('"/x"');
    for (const way of [['__proto__', 'svg'], ['kernel', '__proto__'], ['kernel', 'none', 'x'], []]) {
      const hostile = `${JSON.stringify([...parts, [way, text.length, sumOf(text)]])}\n`;
      const pieces = [rangeOf(Buffer.from(hostile)), ...rest, rangeOf(text)];
      const data = joined(encodeState({ schema: SCHEMA, machine: indexed(pieces), notes }, SEAL));
      expect(await refused(data)).toContain('not as memsim writes it');
      expect(({} as { svg?: string }).svg).toBe(undefined);
    }
  });
});
