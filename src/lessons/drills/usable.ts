/** Drill: predict the usable size of a namespace. */
import { parseQuantity, typedSize } from '../../lib/quantity.ts';
import type { Rng } from '../../lib/rng.ts';
import { GiB, hex, MiB } from '../../lib/units.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { humanSize } from '../../views/base/text.ts';
import type { Start } from '../lesson.ts';
import { between, pick } from './draw.ts';
import {
  built,
  drawn,
  explained,
  INIT_LABELS,
  type MakeTask,
  type Solution,
  type TaskEnvironment,
} from './task.ts';

const KERNELS = ['4.9.35', '4.18', '5.3', '5.10', '6.1', '6.12'];
const BASE = 5 * GiB;

interface Question {
  start: Start;
  command: string;
  usable: number;
  raw: number;
}

/** A namespace in a range of RAM. */
function inRam(rng: Rng): { start: Start; command: string } {
  const size = between(rng, 256 * MiB, 4 * GiB, 64 * MiB);
  const begin = between(rng, BASE, BASE + 4 * GiB, 64 * MiB);
  const cmdline = `memmap=${typedSize(size)}!${typedSize(begin)}`;
  const start: Start = { platform: 'qemu-14g', kernel: pick(rng, KERNELS), cmdline, commands: [] };
  const map = pick(rng, ['mem', 'dev', 'dev']);
  const mode = pick(rng, ['fsdax', 'devdax']);
  return { start, command: `create-namespace -f -e namespace0.0 -m ${mode} -M ${map}` };
}

/** A namespace of a DIMM with labels. */
function onDimm(rng: Rng): { start: Start; command: string } {
  const size = between(rng, 64 * MiB, 3 * GiB, 16 * MiB);
  const mode = pick(rng, ['fsdax', 'devdax']);
  const align = pick(rng, ['4K', '2M', '2M']);
  const start: Start = {
    platform: 'one-dimm',
    kernel: pick(rng, KERNELS.slice(3)),
    cmdline: '',
    commands: INIT_LABELS,
  };
  return { start, command: `create-namespace -m ${mode} -s ${typedSize(size)} -a ${align}` };
}

/** A question whose command works, so that there is a size to predict. */
async function question(rng: Rng, environment: TaskEnvironment): Promise<Question | undefined> {
  const { start, command } = pick(rng, [inRam, onDimm])(rng);
  const { rc, sums } = await explained(await built(environment, start), command);
  const value = (name: string) => sums.find((sum) => sum.name === name)?.value;
  const [usable, raw] = [value('usable'), value('size') ?? value('region0 size')];
  return rc !== 0 || usable === undefined || raw === undefined ? undefined : { start, command, usable, raw };
}

/** The size that the answer names. */
function sizeOf(words: readonly string[]): number {
  const size = words.length === 1 ? parseQuantity(words[0]!.replace(/i?B$/i, '')) : undefined;
  if (size === undefined)
    throw refusal(
      `lesson answer: '${words.join(' ')}' is no size (try 4096, 0x1000, 4K or 1006M)`,
      EXIT.usage,
    );
  return size;
}

/** A create-namespace command, and the size of the namespace that it creates. */
export const USABLE: MakeTask = async (rng, environment) => {
  const { start, command, usable } = await drawn(() => question(rng, environment));
  const solve = async (): Promise<Solution> => ({
    answer: typedSize(usable),
    words: [`${usable} bytes (${hex(usable)}), ${humanSize(usable)}`],
    explanation: await explained(await built(environment, start), command),
  });
  return {
    text: [
      `The machine runs ${start.kernel}${start.cmdline === '' ? '' : ` with ${start.cmdline}`}. Somebody is about to type:`,
      `  ${command}`,
      "Which size will 'memsim list -N' show? That is what is left for data: the info block, the struct pages if they are on the device, and what alignment takes away are not part of it.",
    ],
    start,
    hint: '8 KiB are for labels and info block. Struct pages take 64 bytes for each 4 KiB page, unless map is mem. The sum is rounded up to the alignment, at least 2 MiB since 5.3; before, the ends that share a section with RAM are left out as well.',
    async judge(words) {
      const size = sizeOf(words);
      const off = size - usable;
      const said =
        off === 0
          ? `${humanSize(usable)} is the usable size`
          : `${humanSize(size)} is ${humanSize(Math.abs(off))} too ${off > 0 ? 'much' : 'little'}`;
      return { right: off === 0, said };
    },
    solve,
  };
};
