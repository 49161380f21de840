/**
 * /sys/dev: devices by number, which libndctl, libdaxctl and libcxl find their own devices through. Models
 * device_create_sys_dev_entry() of drivers/base/core.c, all releases.
 */
import type { Kernel } from '../kernel.ts';
import { type Directory, dir, link, listing, resolve } from './sysfs.ts';

/** Directories whose links lead to the devices that have a number. */
const PLACES = {
  char: ['/sys/class/nd', '/sys/bus/nd/devices', '/sys/bus/dax/devices', '/sys/bus/cxl/devices'],
  block: ['/sys/class/block'],
} as const;

/** `MAJOR:MINOR` and real path of each device behind the links of `place`. */
function* numbered(k: Kernel, root: Directory, place: string): Generator<[string, string]> {
  const found = resolve(k, root, place);
  if (typeof found === 'number' || found.node.kind !== 'dir') return;
  for (const name of found.node.names(k)) {
    const device = resolve(k, root, `${place}/${name}`);
    if (typeof device === 'number' || device.node.kind !== 'dir') continue;
    const attribute = device.node.lookup(k, 'dev');
    const text = attribute?.kind === 'file' ? attribute.show?.(k) : undefined;
    if (typeof text === 'string') yield [text.trimEnd(), device.path];
  }
}

function* all(k: Kernel, root: Directory, places: readonly string[]): Generator<[string, string]> {
  for (const place of places) yield* numbered(k, root, place);
}

/**
 * The directory: a link to each device under its number.
 *
 * @param root the whole tree, which holds this directory
 */
export function sys_dev_dir(root: () => Directory): Directory {
  const links = (places: readonly string[]): Directory =>
    listing(
      function* (k) {
        for (const [number] of all(k, root(), places)) yield number;
      },
      (k, name) => {
        for (const [number, path] of all(k, root(), places)) if (number === name) return link(path);
        return undefined;
      },
    );
  return dir({ block: links(PLACES.block), char: links(PLACES.char) });
}
