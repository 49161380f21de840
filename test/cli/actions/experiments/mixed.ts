/** Options of a boot with 3.94 GiB of persistent memory at 8 GiB, which ends in mid-section next to RAM. */
export const MIXED = ['--platform', 'mixed-24g', '--cmdline', 'memmap=0xfc000000!8G'];
