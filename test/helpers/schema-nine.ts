/** State files of an older version. */
import type { Kept } from '../../src/machine/state/kept.ts';
import { sumOf, sumText } from '../../src/machine/state/lazy/sum.ts';

/** The file of a record as schema 9 has it, with options in shards of 500 and sections apart. */
export function fileOfNine(record: Kept, seal = '7:1000'): Uint8Array {
  const { operation, lessons, machine } = JSON.parse(JSON.stringify(record)) as Kept;
  const { commandLog, ...core } = machine!;
  const { kernel } = core;
  const entries = Object.entries(kernel.config);
  const cut = Array.from({ length: Math.ceil(entries.length / 500) }, (_, i) =>
    entries.slice(i * 500, i * 500 + 500),
  );
  const keys = cut.map((shard) => JSON.stringify(shard.map(([key]) => key)));
  const values = cut.map((shard) => JSON.stringify(shard.map(([, value]) => value)));
  const sections = JSON.stringify(kernel.mm.sections);
  Object.assign(kernel, { config: null });
  Object.assign(kernel.mm, { sections: null });
  const extent = (text: string): number[] => [text.length, sumOf(Buffer.from(text))];
  const shards = keys.flatMap((key, i) => [...extent(key), ...extent(values[i]!)]);
  const text = JSON.stringify(core);
  const index = [
    extent(text),
    [['kernel', 'config'], shards],
    [['kernel', 'mm', 'sections'], ...extent(sections)],
  ];
  const line = `${JSON.stringify(index)}\n`;
  const body = Buffer.from([line, text, ...keys, ...values, sections].join(''));
  const notes = JSON.stringify({ operation, lessons, commandLog });
  const sum = (part: string): string => sumText(sumOf(Buffer.from(part)));
  const words = ['memsim-state', 9, notes.length, sum(notes), body.length, sum(line), seal];
  return Buffer.concat([Buffer.from(`${words.join(' ')}\n${notes}`), body]);
}
