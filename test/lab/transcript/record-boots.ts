/** Records a transcript: boots a guest for each boot of a script, asks, and keeps the media between boots. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedBoot, Step } from '../../../src/replay/transcript.ts';
import { CXL_CPU } from '../guest/guest-cxl.ts';
import type { GuestOutput } from '../guest/guest-init.ts';
import { type GuestMachine, qemuArguments } from '../guest/guest-machine.ts';
import type { GuestKernel } from '../guest/kernels.ts';
import { bootGuest, withoutSettings } from '../guest/qemu.ts';
import { readLog } from './kernel-log.ts';
import { type Operation, recordedStep, shellText } from './operation.ts';
import { PLATFORM_QUESTIONS, seenPlatform } from './platform-seen.ts';
import { bootIomemLines, readZones } from './read-steps.ts';

/** One boot to record. */
export interface BootRequest {
  machine: GuestMachine;
  cmdline: string;
  operations: readonly Operation[];
}

/** A transcript as written. */
export interface NewTranscript {
  name: string;
  about: string;
  recorded: { kernel: string; ndctl: string; emulator: string };
  boots: RecordedBoot[];
}

/** Memory without an NFIT needs drivers that other recordings go without. */
const needsFamilies = ({ machine, cmdline }: BootRequest): boolean =>
  machine.virtioPmem.length > 0 ||
  machine.cxl !== undefined ||
  machine.qemu.some((word) => word.includes('cxl')) ||
  /\+0xefffffff/.test(cmdline);

function recordedBoot(
  request: BootRequest,
  { bootLog = '', answers, isComplete }: GuestOutput,
): RecordedBoot {
  const [iomem, zones, , , , kernel] = answers;
  const log = readLog(bootLog, true);
  const steps = answers
    .slice(PLATFORM_QUESTIONS.length)
    .map((answer, i): Step => recordedStep(request.operations[i]!, answer));
  return {
    platform: seenPlatform(bootLog, answers, request.machine),
    cmdline: request.cmdline,
    kernel: kernel?.stdout.trim() ?? '',
    dmesg: log.dmesg.map(withoutSettings),
    ...(log.warnings.length > 0 ? { warnings: log.warnings } : {}),
    iomem: bootIomemLines(iomem?.stdout ?? ''),
    zones: readZones(zones?.stdout ?? ''),
    steps,
    ...(isComplete ? {} : { truncated: true }),
  };
}

/** Records the boots in order; one that crashed or hung is the last. */
export async function recordBoots(
  kernel: GuestKernel,
  requests: readonly BootRequest[],
  cache: string,
): Promise<Pick<NewTranscript, 'recorded' | 'boots'>> {
  const media = requests.length > 1 ? mkdtempSync(join(tmpdir(), 'lab-media-')) : undefined;
  const boots: RecordedBoot[] = [];
  let ndctl = '';
  try {
    for (const request of requests) {
      const output = await bootGuest({
        kernel,
        cache,
        cmdline: request.cmdline,
        families: needsFamilies(request),
        cpu: request.machine.cxl === undefined ? 'max' : CXL_CPU,
        qemu: qemuArguments(request.machine, media),
        ask: [...PLATFORM_QUESTIONS, ...request.operations.map(shellText)],
      });
      boots.push(recordedBoot(request, output));
      ndctl = output.answers[PLATFORM_QUESTIONS.length - 1]?.stdout.trim() ?? ndctl;
      if (!output.isComplete) break;
    }
  } finally {
    if (media !== undefined) rmSync(media, { recursive: true });
  }
  return { recorded: { kernel: boots[0]?.kernel ?? '', ndctl, emulator: 'QEMU (TCG)' }, boots };
}
