/** A machine: firmware and media, which persist, and the running kernel, which a reboot replaces. */
import type { Firmware } from '../firmware/media.ts';
import type { Platform } from '../firmware/platform.ts';
import { boot } from '../kernel/boot.ts';
import { type Kernel, openKernel } from '../kernel/kernel.ts';
import type { KernelState } from '../kernel/state.ts';
import type { Files } from '../wall/files.ts';
import { kernelFiles } from '../wall/kernel-files.ts';
import { type BootRequest, bootOptions } from './boot-options.ts';
import { type CommandLog, newCommandLog } from './command-log.ts';
import { newMedia } from './new-media.ts';
import { bareTables } from './tables.ts';

/** A booted machine; a reboot returns a new one with the same media. */
export interface Machine {
  firmware: Firmware;
  kernel: Kernel;
  /** The kernel's files as user space sees them. */
  files: Files;
  /** Boot options of this kernel, the defaults of a reboot. */
  request: BootRequest;
  /** Commands since the first boot. */
  commandLog: CommandLog;
}

function assemble(firmware: Firmware, kernel: Kernel, request: BootRequest, commandLog: CommandLog): Machine {
  bareTables({ firmware, kernel: kernel.state });
  return { firmware, kernel, files: kernelFiles(kernel), request, commandLog };
}

/** Called with a kernel before it boots. */
type WatchBoot = (kernel: Kernel) => void;

/** Boots new hardware: media are in their initial state. */
export function bootMachine(platform: Platform, request: BootRequest, watch?: WatchBoot): Machine {
  const firmware = { platform, media: newMedia(platform) };
  return assemble(
    firmware,
    boot(bootOptions(request), firmware, watch),
    request,
    newCommandLog(platform, request),
  );
}

/**
 * Reboots with the machine's media, on another platform if one is given: a DIMM is identified by its serial
 * at any address, RAM by its physical address.
 */
export function rebootMachine(
  machine: Machine,
  request: BootRequest,
  platform?: Platform,
  watch?: WatchBoot,
): Machine {
  const firmware = { platform: platform ?? machine.firmware.platform, media: machine.firmware.media };
  return assemble(firmware, boot(bootOptions(request), firmware, watch), request, machine.commandLog);
}

/** The persistent part of a machine: plain data. */
export interface SavedMachine {
  request: BootRequest;
  firmware: Firmware;
  kernel: KernelState;
  commandLog: CommandLog;
}

/** The current state of the machine. It shares the machine's records, so it changes with them. */
export const savedMachine = ({ request, firmware, kernel, commandLog }: Machine): SavedMachine => ({
  request,
  firmware,
  kernel: kernel.state,
  commandLog,
});

/** The machine of a saved state. It works on the records given. */
export const openMachine = ({ request, firmware, kernel, commandLog }: SavedMachine): Machine =>
  assemble(firmware, openKernel(kernel, firmware), request, commandLog);
