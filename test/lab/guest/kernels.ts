/** Kernels to ask: a Debian release by version, unpacked into the cache, or any bzImage. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LabError, runProgram } from './packages.ts';

/** A kernel that a guest can boot. */
export interface GuestKernel {
  /** The bzImage. */
  image: string;
  /** The folder that holds `lib/modules`; absent when all drivers are built in. */
  modulesRoot?: string;
  /** Its folder below `lib/modules`. */
  release?: string;
}

/** The first entry of `folder` with the prefix, or undefined. */
const entry = (folder: string, prefix: string): string | undefined =>
  existsSync(folder) ? readdirSync(folder).find((name) => name.startsWith(prefix)) : undefined;

/** The newest of Debian's package names for a version, `linux-image-6.1.0-56-amd64-unsigned`. */
export function newestPackage(names: readonly string[], version: string): string | undefined {
  return names
    .filter((name) => name.startsWith(`linux-image-${version}.`) && name.endsWith('-amd64-unsigned'))
    .filter((name) => !/-(rt|cloud)-/.test(name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1);
}

function downloadKernel(version: string, folder: string): void {
  const found = runProgram('apt-cache', ['pkgnames', `linux-image-${version}`]);
  const name = newestPackage(found.split('\n'), version);
  if (name === undefined)
    throw new LabError(
      `kernel ${version}: this Debian has no package linux-image-${version}*-amd64-unsigned (apt-get update?); --bzimage FILE takes any kernel`,
    );
  mkdirSync(folder, { recursive: true });
  runProgram('apt-get', ['download', name], folder);
  const file = entry(folder, 'linux-image-')!;
  runProgram('dpkg-deb', ['-x', file, '.'], folder);
}

/**
 * The Debian kernel of a version, `6.1`; downloaded and unpacked below `cache` when it is asked for first.
 *
 * @throws LabError when there is no such package
 */
export function debianKernel(version: string, cache: string): GuestKernel {
  const folder = join(cache, `linux-${version}`);
  if (entry(join(folder, 'boot'), 'vmlinuz-') === undefined) downloadKernel(version, folder);
  const image = entry(join(folder, 'boot'), 'vmlinuz-');
  if (image === undefined) throw new LabError(`${folder}/boot: no vmlinuz in the package`);
  const release = image.slice('vmlinuz-'.length);
  if (!existsSync(join(folder, 'lib/modules', release, 'modules.dep')))
    runProgram('depmod', ['-b', folder, release]);
  return { image: join(folder, 'boot', image), modulesRoot: folder, release };
}

/** A kernel of one's own; `modulesRoot` is the folder that `make modules_install INSTALL_MOD_PATH=` filled. */
export function ownKernel(image: string, modulesRoot?: string): GuestKernel {
  if (!existsSync(image)) throw new LabError(`--bzimage ${image}: no such file`);
  if (modulesRoot === undefined) return { image };
  const release = entry(join(modulesRoot, 'lib/modules'), '');
  if (release === undefined) throw new LabError(`--modules ${modulesRoot}: no lib/modules below it`);
  return { image, modulesRoot, release };
}
