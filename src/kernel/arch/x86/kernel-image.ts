/**
 * Physical range of the kernel image, from _text to _end: a property of the build, the same on every boot
 * with nokaslr. For builds whose range is not known the map is left unchanged.
 */

import { MiB } from '../../../lib/units.ts';
import { module_param } from '../../kernel/params.ts';
import type { Kernel } from '../../kernel.ts';

export interface KernelImage {
  start: bigint;
  size: bigint;
}

/** CONFIG_PHYSICAL_START */
const START = 0x1000000n;

/** End of the image by `uname -r`. */
const ENDS: Readonly<Record<string, bigint>> = {
  '6.1.0-56-amd64': 0x4430000n,
  '6.12.117+deb12-amd64': 0x3c30000n,
};

/** Lower bound of the size of any x86-64 kernel image in bytes. */
const SMALLEST = 16 * MiB;

/** Bytes of RAM that the kernel image occupies; for a build whose range is not known, a lower bound. */
export const kernel_image_size = (release: string): number => Number(kernel_image(release)?.size ?? SMALLEST);

/**
 * The range that e820_add_kernel_range() protects: with physical KASLR the one that the platform states, else
 * that of the build.
 *
 * @returns undefined when neither is known
 */
export function placed_kernel_image(k: Kernel): KernelImage | undefined {
  const { kernelImage } = k.firmware.platform;
  const randomized = k.state.config.RANDOMIZE_BASE === true && module_param(k, 'nokaslr') === undefined;
  if (!randomized) return kernel_image(k.state.release);
  if (kernelImage === undefined) return undefined;
  return { start: BigInt(kernelImage.start), size: BigInt(kernelImage.end + 1 - kernelImage.start) };
}

/**
 * @param release output of `uname -r`
 * @returns the image's range, or undefined for an unknown build
 */
function kernel_image(release: string): KernelImage | undefined {
  const end = ENDS[release];
  return end === undefined ? undefined : { start: START, size: end - START };
}
