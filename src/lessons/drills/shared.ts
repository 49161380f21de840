/** Drill: name the sections that two owners share. */
import { SECTION_SIZE } from '../../kernel/mm/mmzone.ts';
import { typedSize } from '../../lib/quantity.ts';
import type { Rng } from '../../lib/rng.ts';
import { GiB, hex, MiB } from '../../lib/units.ts';
import type { Machine } from '../../machine/machine.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { sectionsModel } from '../../views/model/sections.ts';
import type { Start } from '../lesson.ts';
import { between, pick } from './draw.ts';
import { built, drawn, type MakeTask, type Solution } from './task.ts';

const KERNELS = ['5.3', '5.10', '6.1', '6.12'];

interface Shared {
  section: number;
  owners: string[];
}

/** Sections that persistent memory shares with another owner. */
function sharedSections({ kernel }: Machine): Shared[] {
  const { rows } = sectionsModel(kernel.state, {});
  return rows
    .filter(({ owners }) => owners.length > 1 && owners.some((owner) => owner.startsWith('namespace')))
    .flatMap(({ first, last, owners }) =>
      Array.from({ length: last - first + 1 }, (_, i) => ({ section: first + i, owners })),
    );
}

function startOf(rng: Rng): Start {
  const count = between(rng, 1, 2);
  let at = between(rng, 5 * GiB, 8 * GiB, 32 * MiB);
  const options: string[] = [];
  for (let i = 0; i < count; i++) {
    const size = between(rng, 128 * MiB, 2 * GiB, 32 * MiB);
    options.push(`memmap=${typedSize(size)}!${typedSize(at)}`);
    at += size + between(rng, 0, 1 * GiB, 32 * MiB);
  }
  return { platform: 'qemu-14g', kernel: pick(rng, KERNELS), cmdline: options.join(' '), commands: [] };
}

/** Section numbers as typed: `64,95` or `64 95`. */
function numbersOf(words: readonly string[]): number[] {
  const typed = words.flatMap((word) => word.split(',')).filter((word) => word !== '');
  if (typed.length === 0 || typed.some((word) => !/^\d{1,7}$/.test(word)))
    throw refusal(`lesson answer: '${words.join(' ')}' is no list of sections (try 64,95)`, EXIT.usage);
  return [...new Set(typed.map(Number))].sort((a, b) => a - b);
}

const areShared = (count: number): string => (count === 1 ? 'is shared' : 'are shared');

const shareText = (count: number): string =>
  `${count === 1 ? 'One section' : `${count} sections`} ${areShared(count)}`;

/** Sections that persistent memory shares with another owner. */
export const SHARED: MakeTask = async (rng, environment) => {
  const { start, machine, shared } = await drawn(async () => {
    const start = startOf(rng);
    const machine = await built(environment, start);
    const shared = sharedSections(machine);
    return shared.length === 0 ? undefined : { start, machine, shared };
  });
  const wanted = shared.map(({ section }) => section);
  const solve = async (): Promise<Solution> => {
    const { rows } = sectionsModel(machine.kernel.state, {});
    const words = rows
      .filter(({ first }) => wanted.includes(first))
      .map(({ first, owners }) => {
        const range = `${hex(first * SECTION_SIZE)}-${hex((first + 1) * SECTION_SIZE - 1)}`;
        return `section ${first}, ${range}: ${owners.join(' and ')}`;
      });
    return { answer: wanted.join(','), words };
  };
  return {
    text: [
      `The machine runs ${start.kernel} with ${start.cmdline}; 'memsim iomem' has its ranges.`,
      `${shareText(shared.length)}: by RAM and persistent memory, or by two regions. Which, by number?`,
    ],
    start,
    hint: 'A section is 128 MiB (0x8000000), and its number is the address divided by that. A range that begins or ends at no multiple of it shares the section there.',
    async judge(words) {
      const numbers = numbersOf(words);
      const wrong = numbers.filter((number) => !wanted.includes(number));
      const missing = wanted.filter((number) => !numbers.includes(number)).length;
      if (wrong.length > 0) return { right: false, said: `section ${wrong[0]} is not shared` };
      return missing > 0
        ? { right: false, said: `${missing} more ${areShared(missing)}` }
        : { right: true, said: `${numbers.join(' and ')} ${areShared(numbers.length)}` };
    },
    solve,
  };
};
