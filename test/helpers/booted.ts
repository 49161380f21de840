/** memsim on a state folder with a machine that is booted already. */
import { memsimIn } from './cli.ts';
import { scratchFolder } from './folder.ts';

/** Options of a boot with 1 GiB of persistent memory at 8 GiB. */
export const E820 = ['--platform', 'qemu-14g', '--cmdline', 'memmap=1G!8G'];

/** Boots qemu-14g, by default with 1 GiB of persistent memory at 8 GiB, in a folder of the test. */
export async function machine(cmdline = 'memmap=1G!8G', kernel = '6.1') {
  const folder = scratchFolder();
  const memsim = memsimIn(folder);
  await memsim(['-q', 'boot', '--platform', 'qemu-14g', '--kernel', kernel, '--cmdline', cmdline]);
  return { folder, memsim };
}
