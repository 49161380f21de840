/**
 * `npm run prove -- [options]`: random walks on a real kernel and on memsim. Each first difference is shrunk and
 * printed as a script. Needs Debian packages only, and names those that are missing.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { shellWord } from '../../src/lib/shell-word.ts';
import type { FailedStep } from '../../src/replay/replay.ts';
import type { GuestKernel } from './guest/kernels.ts';
import { LabError, qemuVersion, requirePrograms } from './guest/packages.ts';
import { CACHE, endsWithText, guestKernel, MODEL_KERNEL } from './lab-options.ts';
import { scriptLine } from './transcript/operation.ts';
import type { BootRequest, NewTranscript } from './transcript/record-boots.ts';
import { cutAfter, signature, tryBoots } from './walk/differ.ts';
import { SETUPS, type SetupKind } from './walk/setup.ts';
import { shrinkWalk } from './walk/shrink.ts';
import { tell } from './walk/tell.ts';
import { newWalk } from './walk/walk.ts';

const HELP = `npm run prove -- [options]

  --steps N           operations in all (default 200)
  --length N          operations of a walk (default 50)
  --seed S            the first walk's seed; the others count on (default 1)
  --kernel VERSION    Debian kernel, 6.1 (default) or 6.12; downloaded once into ~/.cache/memsim-lab,
                      where linux-7.3/boot and linux-7.3/lib hold another one
  --kind ${SETUPS.join('|')}    only walks on this kind of memory
  --shrink N          boots spent on making one difference small (default 20)
  --keep DIR          writes each walk's transcript there
`;

const OPTIONS = {
  steps: { type: 'string', default: '200' },
  length: { type: 'string', default: '50' },
  seed: { type: 'string', default: '1' },
  kernel: { type: 'string', default: MODEL_KERNEL },
  kind: { type: 'string' },
  shrink: { type: 'string', default: '20' },
  keep: { type: 'string' },
  help: { type: 'boolean' },
} as const;

function whole(text: string, option: string): number {
  if (!/^\d+$/.test(text)) throw new LabError(`--${option}: '${text}' is no whole number`);
  return Number(text);
}

/** Tests for a kernel with the drivers of CXL, and devices with the interrupts that it requires since 6.12. */
function hasCxl(kernel: string): boolean {
  const [release = 0, minor = 0] = kernel.split('.').map(Number);
  if (release < 6) return false;
  return qemuVersion()[0] >= 8 || (release === 6 && minor < 12);
}

function kindsOf(kind: string | undefined, kernel: string): readonly SetupKind[] {
  if (kind === undefined) return SETUPS.filter((name) => name !== 'cxl' || hasCxl(kernel));
  const known = SETUPS.find((name) => name === kind);
  if (known === undefined) throw new LabError(`--kind: '${kind}' is none of ${SETUPS.join(', ')}`);
  return [known];
}

/** The boots as a script for `memsim run`, each on a platform file of its own. */
function scriptOf(
  boots: readonly BootRequest[],
  transcript: NewTranscript,
  folder: string,
  name: string,
): string[] {
  return boots.flatMap(({ cmdline, operations }, i) => {
    const file = join(folder, `${name}-boot${i + 1}.json`);
    writeFileSync(file, `${JSON.stringify(transcript.boots[i]?.platform, undefined, 1)}\n`);
    const release = shellWord(transcript.recorded.kernel);
    const options = `--platform ${shellWord(file)} --kernel ${release} --cmdline ${shellWord(cmdline)}`;
    return [`${i === 0 ? 'boot' : 'reboot'} ${options}`, ...operations.map(scriptLine)];
  });
}

/** Ids of idle pfn, btt and dax devices are such a race: either order is right. */
const UNSTABLE = 'not there the second time: a race in the kernel, such as that for the ids of idle devices';

interface Found {
  boots: BootRequest[];
  failed: FailedStep;
  transcript: NewTranscript;
}

/** Boots that differ, and the first step that does; the steps after it may only follow from it. */
const firstDifferences = (failed: readonly FailedStep[]): FailedStep[] => {
  const first = failed.find(({ step }) => step > 0);
  return [...failed.filter(({ step }) => step === 0), ...(first === undefined ? [] : [first])];
};

/** Makes a difference small; undefined when asking again does not show it. */
async function shrink(
  kernel: GuestKernel,
  boots: BootRequest[],
  first: FailedStep,
  trials: number,
): Promise<Found | undefined> {
  const wanted = signature(first);
  let found: Found | undefined;
  const differs = async (part: readonly BootRequest[]): Promise<boolean> => {
    const { failed, transcript } = await tryBoots(kernel, part, CACHE);
    const same = failed.find((step) => signature(step) === wanted);
    if (same !== undefined) found = { boots: cutAfter(part, same), failed: same, transcript };
    return same !== undefined;
  };
  const cut = cutAfter(boots, first);
  if (await differs(cut)) await shrinkWalk(cut, differs, trials);
  return found;
}

async function prove(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: OPTIONS });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const steps = whole(values.steps, 'steps');
  const length = whole(values.length, 'length');
  const kinds = kindsOf(values.kind, values.kernel);
  requirePrograms();
  const kernel = guestKernel({ kernel: values.kernel });
  const folder = values.keep ?? join(CACHE, 'found');
  mkdirSync(folder, { recursive: true });
  const seen = new Set<string>();
  let asked = 0;
  let matched = 0;
  for (let seed = whole(values.seed, 'seed'); asked < steps; seed++) {
    const kind = kinds[seed % kinds.length]!;
    const boots = await newWalk({
      kernel: values.kernel,
      kind,
      seed,
      steps: Math.min(length, steps - asked),
    });
    const trial = await tryBoots(kernel, boots, CACHE);
    asked += trial.steps;
    matched += trial.matched;
    const name = `${values.kernel}-${kind}-${seed}`;
    if (values.keep !== undefined)
      writeFileSync(
        join(folder, `${name}.json`),
        `${JSON.stringify({ ...trial.transcript, name }, undefined, 1)}\n`,
      );
    console.log(`${name}: ${trial.matched} of ${trial.steps} steps match (${matched} of ${asked} in all)`);
    for (const first of firstDifferences(trial.failed)) {
      if (seen.has(signature(first))) continue;
      seen.add(signature(first));
      console.log(tell(first).join('\n'));
      if (first.step === 0) continue;
      const small = await shrink(kernel, boots, first, whole(values.shrink, 'shrink'));
      if (small === undefined) console.log(UNSTABLE);
      else {
        console.log(['the script:', ...scriptOf(small.boots, small.transcript, folder, name)].join('\n  '));
        console.log(tell(small.failed).join('\n'));
      }
    }
  }
  console.log(`${matched} of ${asked} steps match`);
  if (matched < asked) process.exitCode = 1;
}

await endsWithText(() => prove(process.argv.slice(2)));
