/** Drill: choose a memmap= that maps without loss. */
import { SECTION_SIZE, SUBSECTION_SIZE } from '../../kernel/mm/mmzone.ts';
import { typedSize } from '../../lib/quantity.ts';
import { alignDown, alignUp, GiB, hex, MiB } from '../../lib/units.ts';
import type { Machine } from '../../machine/machine.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { visibleState } from '../../predicate/visible-state.ts';
import { humanSize } from '../../views/base/text.ts';
import type { Start } from '../lesson.ts';
import { between, pick } from './draw.ts';
import { built, drawn, explained, type Judgement, type MakeTask, type Solution } from './task.ts';

const KERNELS = ['4.9', '4.18', '5.2', '5.3', '5.10', '6.1', '6.12'];
const NAME = 'Persistent Memory (legacy)';
const COMMAND = 'create-namespace -f -e namespace0.0 -m fsdax -M dev';

interface Window {
  /** First address, and the one behind the last. */
  begin: number;
  end: number;
}

const size = ({ begin, end }: Window): number => end - begin;
const option = (window: Window): string => `memmap=${typedSize(size(window))}!${typedSize(window.begin)}`;
const startWith = (kernel: string, cmdline: string): Start => ({
  platform: 'qemu-14g',
  kernel,
  cmdline,
  commands: [],
});

/** Ranges of legacy persistent memory. */
const rangesOf = (machine: Machine): Window[] =>
  visibleState(machine)
    .iomem()
    .filter(({ name }) => name === NAME)
    .map(({ start, end }) => ({ begin: start, end: end + 1 }));

/** The padding that an fsdax namespace over the whole range gets; undefined where it cannot be made. */
async function lossOn(machine: Machine): Promise<number | undefined> {
  const { rc, sums } = await explained(machine, COMMAND);
  if (rc !== 0) return undefined;
  return sums
    .filter(({ name }) => name === 'start_pad' || name === 'end_trunc')
    .reduce((sum, { value }) => sum + value, 0);
}

/** The largest range of the window that the kernel maps in whole units. */
const whole = ({ begin, end }: Window, unit: number): Window => ({
  begin: alignUp(begin, unit),
  end: alignDown(end, unit),
});

async function judgeMachine(machine: Machine, window: Window, best: Window): Promise<Judgement> {
  const [range, more] = rangesOf(machine);
  if (range === undefined) return { right: false, said: 'there is no persistent memory' };
  if (more !== undefined) return { right: false, said: 'there is more than one range of persistent memory' };
  const place = `${hex(range.begin)}-${hex(range.end - 1)}`;
  if (range.begin < window.begin || range.end > window.end)
    return { right: false, said: `${place} is not inside the range` };
  const loss = await lossOn(machine);
  if (loss === undefined) return { right: false, said: `${place} cannot be mapped: '${COMMAND}' fails` };
  if (loss > 0) return { right: false, said: `${place} loses ${humanSize(loss)} to padding` };
  const missed = size(best) - size(range);
  return missed > 0
    ? {
        right: false,
        said: `${place} loses nothing, but ${humanSize(missed)} more can be mapped without loss`,
      }
    : { right: true, said: `${place} loses nothing, and no larger range is mapped without loss` };
}

/** A range of RAM; the answer is the largest memmap= in it that maps without loss. */
export const MEMMAP: MakeTask = async (rng, environment) => {
  const { kernel, window, best } = await drawn(async () => {
    const kernel = pick(rng, KERNELS);
    const begin = between(rng, 5 * GiB, 8 * GiB, MiB);
    const window = { begin, end: begin + between(rng, 300 * MiB, 3 * GiB, MiB) };
    for (const unit of [SUBSECTION_SIZE, SECTION_SIZE]) {
      const best = whole(window, unit);
      const machine = await built(environment, startWith(kernel, option(best)));
      if ((await lossOn(machine)) === 0 && size(best) < size(window)) return { kernel, window, best };
    }
    return undefined;
  });
  const solve = async (): Promise<Solution> => ({
    answer: option(best),
    words: [`${hex(best.begin)}-${hex(best.end - 1)}, ${humanSize(size(best))}`],
    explanation: await explained(await built(environment, startWith(kernel, option(best))), COMMAND),
  });
  return {
    text: [
      `The machine runs ${kernel} and has RAM up to 15 GiB. You may take RAM from ${hex(window.begin)} (${typedSize(window.begin)}) to ${hex(window.end - 1)} (${typedSize(window.end)}).`,
      "Choose a memmap=SIZE!START for as much of it as can be mapped without loss: an fsdax namespace over the whole region, its struct pages in the device, is not padded at either end. Boot it ('memsim reboot --cmdline ..') and 'memsim lesson check', or answer with the option itself.",
    ],
    start: startWith(kernel, ''),
    hint: 'Before 5.3 the kernel maps whole sections of 128 MiB, and one that has RAM as well is lost to padding. Since 5.3 it maps sub-sections of 2 MiB, and refuses a range that begins or ends inside one.',
    async judge(words, machine) {
      if (words.length === 0) {
        const { kernel: state } = machine;
        if (!state.state.release.startsWith(kernel))
          return { right: false, said: `the kernel is ${state.state.release}` };
        return judgeMachine(machine, window, best);
      }
      const cmdline = words.join(' ');
      if (!/^memmap=\S+!\S+$/.test(cmdline))
        throw refusal(`lesson answer: '${cmdline}' is no memmap=SIZE!START`, EXIT.usage);
      return judgeMachine(await built(environment, startWith(kernel, cmdline)), window, best);
    },
    solve,
  };
};
