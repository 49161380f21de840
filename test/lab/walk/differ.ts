/** Asks the real kernel, then memsim, and finds the first step in which they differ. */
import { REPLAY } from '../../../src/cli/actions/replay.ts';
import { type FailedStep, replayTranscript } from '../../../src/replay/replay.ts';
import type { GuestKernel } from '../guest/kernels.ts';
import { type BootRequest, type NewTranscript, recordBoots } from '../transcript/record-boots.ts';

/** The result of asking both sides. */
export interface Trial {
  transcript: NewTranscript;
  steps: number;
  matched: number;
  /** Steps that differ, boots included, in order. */
  failed: FailedStep[];
}

/** Records the boots and replays the recording. */
export async function tryBoots(
  kernel: GuestKernel,
  boots: readonly BootRequest[],
  cache: string,
): Promise<Trial> {
  const transcript = { name: 'walk', about: 'a random walk', ...(await recordBoots(kernel, boots, cache)) };
  const { steps, matched, failed } = await replayTranscript(transcript, REPLAY);
  return { transcript, steps, matched, failed };
}

/** Which kind of step differs in which parts: the same difference has the same one. */
export const signature = ({ command, differences }: FailedStep): string =>
  [
    command.split(' ').slice(0, 2).join(' ').replace(/\d+/g, 'N'),
    ...differences.map(({ what }) => what),
  ].join(' | ');

/** The boots up to a step that differs. */
export function cutAfter(boots: readonly BootRequest[], { boot, step }: FailedStep): BootRequest[] {
  const kept = boots.slice(0, boot);
  return kept.map((request, i) =>
    i === boot - 1 ? { ...request, operations: request.operations.slice(0, step) } : request,
  );
}
