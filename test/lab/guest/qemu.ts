/** Boots a guest once and collects what it printed. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAMILIES_WORD, type GuestOutput, readAnswers, stepsText } from './guest-init.ts';
import { baseArchive, packArchive } from './initramfs.ts';
import type { GuestKernel } from './kernels.ts';
import { LabError } from './packages.ts';

/** One boot of a guest. */
export interface GuestBoot {
  kernel: GuestKernel;
  /** The part of the command line that the recording shows. */
  cmdline: string;
  /** Loads the drivers of Soft Reserved memory, virtio-pmem and CXL too. */
  families: boolean;
  /** QEMU's CPU model. */
  cpu: string;
  /** Arguments that make the machine: memory, DIMMs, nodes. */
  qemu: readonly string[];
  /** Shell texts to run, in order. */
  ask: readonly string[];
  /** Folder for archives that boots share. */
  cache: string;
}

/** The kernel's own settings: log to the first serial port but only emergencies, the log's buffer large enough for a walk. */
const SETTINGS = 'console=ttyS0 nokaslr panic=-1 log_buf_len=4M loglevel=2';
/** The last word of what the lab adds to a command line. */
const END_OF_SETTINGS = 'lab.end';
/** Seconds for the boot, and for each thing asked beside it. */
const BOOT_SECONDS = 150;
const STEP_SECONDS = 6;

function run(args: readonly string[], seconds: number): Promise<string> {
  const child = spawn('qemu-system-x86_64', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let answers = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    answers += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new LabError(`qemu-system-x86_64: ${error.message}`)));
    child.on('close', (status) => {
      clearTimeout(timer);
      if (status) reject(new LabError(`qemu-system-x86_64: exit ${status}\n${errors.trim()}`));
      else resolve(answers);
    });
  });
}

/** The end of what the kernel printed on its console. */
const lastWords = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8').slice(-2000) : '');

/** A log line without what the lab adds to the command line. */
export const withoutSettings = (line: string): string => line.replace(/(ommand line: ).*? lab\.end ?/, '$1');

/**
 * Boots, asks, powers off.
 *
 * @returns the answers; fewer than asked when the guest crashed or hung
 * @throws LabError when QEMU refuses its arguments or the guest printed nothing
 */
export async function bootGuest({
  kernel,
  cmdline,
  families,
  cpu,
  qemu,
  ask,
  cache,
}: GuestBoot): Promise<GuestOutput> {
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'lab-'));
  try {
    const steps = join(work, 'steps');
    mkdirSync(steps);
    writeFileSync(join(steps, 'steps.sh'), stepsText(ask));
    const initrd = join(work, 'initrd');
    const console = join(work, 'console');
    writeFileSync(initrd, Buffer.concat([packArchive(steps), baseArchive(kernel, cache)]));
    const fixed = `-accel tcg -cpu ${cpu} -display none -nic none -no-reboot`.split(' ');
    const settings = [SETTINGS, ...(families ? [FAMILIES_WORD] : []), END_OF_SETTINGS].join(' ');
    const ports = ['-serial', `file:${console}`, '-serial', 'stdio'];
    const loaded = ['-kernel', kernel.image, '-initrd', initrd, '-append', `${settings} ${cmdline}`];
    const seconds = BOOT_SECONDS + STEP_SECONDS * ask.length;
    const output = readAnswers(await run([...fixed, ...ports, ...qemu, ...loaded], seconds));
    if (output.bootLog === undefined)
      throw new LabError(`the guest did not come up; its last words:\n${lastWords(console)}`);
    return output;
  } finally {
    rmSync(work, { recursive: true });
  }
}
