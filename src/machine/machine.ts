/**
 * A machine: firmware and media, which stay, and the kernel that runs on them, which a reboot replaces.
 */
import type { Firmware } from '../firmware/media.ts';
import type { Platform } from '../firmware/platform.ts';
import { boot } from '../kernel/boot.ts';
import { type Kernel, openKernel } from '../kernel/kernel.ts';
import type { KernelState } from '../kernel/state.ts';
import type { Files } from '../wall/files.ts';
import { kernelFiles } from '../wall/kernel-files.ts';
import { type BootRequest, bootOptions } from './boot-options.ts';
import { type History, newHistory } from './history.ts';
import { newMedia } from './new-media.ts';

/** One that has booted; a reboot gives another one with the same media. */
export interface Machine {
  firmware: Firmware;
  kernel: Kernel;
  /** The kernel's files as user space sees them. */
  files: Files;
  /** What this kernel was booted with; a reboot repeats it where nothing else is asked for. */
  request: BootRequest;
  /** What was done to it since its first boot. */
  history: History;
}

const assemble = (firmware: Firmware, kernel: Kernel, request: BootRequest, history: History): Machine => ({
  firmware,
  kernel,
  files: kernelFiles(kernel),
  request,
  history,
});

/** Is handed a kernel before it does anything. */
type WatchBoot = (kernel: Kernel) => void;

/** Boots new hardware: media are as they left the factory. */
export function bootMachine(platform: Platform, request: BootRequest, watch?: WatchBoot): Machine {
  const firmware = { platform, media: newMedia(platform) };
  return assemble(
    firmware,
    boot(bootOptions(request), firmware, watch),
    request,
    newHistory(platform, request),
  );
}

/**
 * Boots again with the media that the machine has, on another platform if one is given: a DIMM is known
 * by its serial wherever it is mapped now, RAM by its physical address.
 */
export function rebootMachine(
  machine: Machine,
  request: BootRequest,
  platform?: Platform,
  watch?: WatchBoot,
): Machine {
  const firmware = { platform: platform ?? machine.firmware.platform, media: machine.firmware.media };
  return assemble(firmware, boot(bootOptions(request), firmware, watch), request, machine.history);
}

/** What is kept of a machine: plain data. */
export interface SavedMachine {
  request: BootRequest;
  firmware: Firmware;
  kernel: KernelState;
  history: History;
}

/** The machine as it is now, not a copy: it goes on changing with the machine. */
export const savedMachine = ({ request, firmware, kernel, history }: Machine): SavedMachine => ({
  request,
  firmware,
  kernel: kernel.state,
  history,
});

/** The machine that was saved; it works on the records that it is given. */
export const openMachine = ({ request, firmware, kernel, history }: SavedMachine): Machine =>
  assemble(firmware, openKernel(kernel, firmware), request, history);
