/** Counts of recorded answers: releases by kinds of memory by the surfaces that show it. */
import { findRelease, RELEASES } from '../../src/kernel/history/releases.ts';
import type { FailedStep } from '../../src/replay/replay.ts';
import type { RecordedBoot, Step, Transcript } from '../../src/replay/transcript.ts';
import { type KindId, kindOfStep, kindsOfBoot } from './kinds.ts';

export const SURFACES = ['tool', 'sysfs', 'log', 'iomem', 'zones'] as const;
export type Surface = (typeof SURFACES)[number];

/** Answers recorded, and answers that memsim gives as well. */
export type Count = [recorded: number, matched: number];

/** Counts by release, kind and surface; what was never recorded is absent. */
export type Counts = Record<string, Partial<Record<KindId, Partial<Record<Surface, Count>>>>>;

/** The surfaces that a step's answer shows. */
export function surfacesOf(step: Step): Surface[] {
  const logged = 'dmesg' in step && (step.dmesg?.length ?? 0) > 0 ? (['log'] as const) : [];
  switch (step.op) {
    case 'run':
      return ['tool', ...logged];
    case 'iomem':
      return ['iomem'];
    case 'zones':
    case 'device-zone':
      return ['zones'];
    case 'cat':
      return step.path.startsWith('/proc/iomem') ? ['iomem'] : ['sysfs'];
    default:
      return ['sysfs', ...logged];
  }
}

/** The surfaces of a boot: its log, and what it left behind where that was recorded. */
const surfacesOfBoot = ({ iomem, zones }: RecordedBoot): Surface[] => [
  'log',
  ...(iomem === undefined ? [] : (['iomem'] as const)),
  ...(zones === undefined ? [] : (['zones'] as const)),
];

/** The surface that a difference of a step is on. */
function surfaceOf(what: string, shown: readonly Surface[]): Surface | undefined {
  if (what === 'dmesg' || what === 'warnings') return 'log';
  if (what === '/proc/iomem') return 'iomem';
  if (what === 'zones' || what === 'Device zone') return 'zones';
  return shown.find((surface) => surface === 'tool' || surface === 'sysfs');
}

/** Tests whether a surface of an answer is among the differences; a fault of memsim itself is on all of them. */
function differsOn(surface: Surface, shown: readonly Surface[], failed: FailedStep | undefined): boolean {
  if (failed === undefined) return false;
  return failed.differences.some(({ what }) => what === 'memsim' || surfaceOf(what, shown) === surface);
}

/** The row of a kernel: the release that memsim boots for it, or its own version. */
export const rowOf = (kernel: string): string => {
  const release = findRelease(kernel)?.release;
  return RELEASES.includes(release!) ? release!.name : (/^\d+\.\d+(\.\d+)?/.exec(kernel)?.[0] ?? kernel);
};

/** Counts one answer on the surfaces it shows, for each kind of memory. */
function countAnswer(
  row: Counts[string],
  kinds: Iterable<KindId>,
  shown: readonly Surface[],
  failed: FailedStep | undefined,
): void {
  for (const kind of kinds) {
    const bySurface = row[kind] ?? {};
    row[kind] = bySurface;
    for (const surface of shown) {
      const [recorded, matched] = bySurface[surface] ?? [0, 0];
      bySurface[surface] = [recorded + 1, matched + (differsOn(surface, shown, failed) ? 0 : 1)];
    }
  }
}

/** Adds a transcript to the counts. */
export function countTranscript(counts: Counts, { boots }: Transcript, failed: readonly FailedStep[]): void {
  for (const [i, boot] of boots.entries()) {
    const kinds = new Set(kindsOfBoot(boot.platform, boot.cmdline));
    const name = rowOf(boot.kernel);
    const row = counts[name] ?? {};
    counts[name] = row;
    const differing = (step: number) => failed.find((each) => each.boot === i + 1 && each.step === step);
    countAnswer(row, kinds, surfacesOfBoot(boot), differing(0));
    for (const [j, step] of boot.steps.entries()) {
      const kind = kindOfStep(step);
      if (kind !== undefined) kinds.add(kind);
      countAnswer(row, kinds, surfacesOf(step), differing(j + 1));
    }
  }
}
