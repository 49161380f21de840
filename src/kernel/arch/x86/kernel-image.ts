/**
 * Where the kernel itself lies in memory, from _text to _end: a property of the build, the same on every
 * boot with nokaslr. Of other builds the place is not known, and their map is left as it is.
 */

export interface KernelImage {
  start: bigint;
  size: bigint;
}

/** CONFIG_PHYSICAL_START */
const START = 0x1000000n;

/** Ends of images by what `uname -r` says. */
const ENDS: Readonly<Record<string, bigint>> = {
  '6.1.0-56-amd64': 0x4430000n,
  '6.12.117+deb12-amd64': 0x3c30000n,
};

/** @param release as `uname -r` says it */
export function kernel_image(release: string): KernelImage | undefined {
  const end = ENDS[release];
  return end === undefined ? undefined : { start: START, size: end - START };
}
