/** The initramfs of a guest: busybox, the real tools with their libraries, and a kernel's pmem modules. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ALL_MODULES, initText } from './guest-init.ts';
import type { GuestKernel } from './kernels.ts';
import { LabError, programPath, runProgram } from './packages.ts';

const FOLDERS = ['bin', 'sbin', 'proc', 'sys', 'dev', 'tmp', 'run', 'etc/ndctl', 'lib/modules'];
const TOOLS = ['ndctl', 'daxctl', 'cxl', 'kmod'];
const MODULE_TOOLS = ['modprobe', 'insmod', 'rmmod', 'lsmod'];

function copyInto(root: string, file: string): void {
  const target = join(root, file);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(file, target, { dereference: true });
}

/** The shared libraries of a program, by absolute path. */
const librariesOf = (program: string): string[] =>
  runProgram('ldd', [program])
    .split('\n')
    .flatMap((line) => /(\/\S+)/.exec(line)?.[1] ?? []);

function installBusybox(root: string): void {
  const busybox = programPath('busybox')!;
  cpSync(busybox, join(root, 'bin/busybox'), { dereference: true });
  for (const applet of runProgram(busybox, ['--list']).trim().split('\n'))
    if (applet !== 'busybox' && !MODULE_TOOLS.includes(applet))
      symlinkSync('busybox', join(root, 'bin', applet));
}

function installTools(root: string): void {
  for (const tool of TOOLS) {
    const program = programPath(tool);
    // cxl is part of newer ndctl packages only.
    if (program === undefined) continue;
    copyInto(root, program);
    for (const library of librariesOf(program)) copyInto(root, library);
  }
  const kmod = programPath('kmod')!;
  for (const name of MODULE_TOOLS) symlinkSync(kmod, join(root, 'sbin', name));
}

/** Files of the modules and of what they depend on; a module that is built in or missing has none. */
function moduleFiles(modulesRoot: string, release: string): string[] {
  const listed = ALL_MODULES.flatMap((name) => {
    const { stdout } = spawnSync(
      'modprobe',
      ['-C', '/dev/null', '-d', modulesRoot, '-S', release, '--show-depends', name],
      {
        encoding: 'utf8',
      },
    );
    return stdout.split('\n').flatMap((line) => /^insmod (\S+)/.exec(line)?.[1] ?? []);
  });
  return [...new Set(listed)];
}

function installModules(root: string, modulesRoot: string, release: string): void {
  for (const file of moduleFiles(modulesRoot, release)) {
    const target = join(root, file.slice(modulesRoot.length));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target);
  }
  for (const name of ['modules.order', 'modules.builtin', 'modules.builtin.modinfo']) {
    const from = join(modulesRoot, 'lib/modules', release, name);
    if (existsSync(from)) cpSync(from, join(root, 'lib/modules', release, name));
  }
  runProgram('depmod', ['-b', root, release]);
}

/** Packs a folder as a newc archive, compressed lightly: a guest unpacks it at every boot. */
export function packArchive(root: string): Buffer {
  const packed = spawnSync('sh', ['-c', 'find . | cpio -o -H newc --quiet'], {
    cwd: root,
    maxBuffer: 2 ** 29,
  });
  if (packed.status !== 0) throw new LabError(`cpio: ${packed.stderr}`);
  return gzipSync(packed.stdout, { level: 1 });
}

/** The archive that all boots of a kernel share, made once below `cache`. */
export function baseArchive(kernel: GuestKernel, cache: string): Buffer {
  const file = join(cache, `initramfs-${kernel.release ?? 'builtin'}.cpio.gz`);
  if (existsSync(file) && readFileSync(`${file}.init`, 'utf8') === initText()) return readFileSync(file);
  // Other runs may build at the same time: each in a folder of its own.
  const root = mkdtempSync(join(cache, 'root-'));
  for (const folder of FOLDERS) mkdirSync(join(root, folder), { recursive: true });
  installBusybox(root);
  installTools(root);
  if (kernel.modulesRoot !== undefined && kernel.release !== undefined)
    installModules(root, kernel.modulesRoot, kernel.release);
  writeFileSync(join(root, 'init'), initText(), { mode: 0o755 });
  const archive = packArchive(root);
  rmSync(root, { recursive: true });
  writeFileSync(`${root}.gz`, archive);
  renameSync(`${root}.gz`, file);
  writeFileSync(`${file}.init`, initText());
  return archive;
}
