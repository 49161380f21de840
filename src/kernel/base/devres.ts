/**
 * Managed resources of a bound driver: models drivers/base/devres.c, all releases. A device keeps a list of
 * records; the driver table has a release function for each kind.
 */
import type { Kernel } from '../kernel.ts';
import type { DeviceCore, Devres } from './device.ts';

type Kind = Devres['kind'];
type Release = (k: Kernel, device: string, res: Devres) => void;

/** Adds a resource to a device, to be released on unbind (devm_add_action). */
export const devres_add = (core: DeviceCore, res: Devres): void => {
  core.devres.push(res);
};

/** Releases all resources of a device in reverse order. */
export function devres_release_all(k: Kernel, device: string, core: DeviceCore): void {
  for (let res = core.devres.pop(); res !== undefined; res = core.devres.pop()) devm_release(k, device, res);
}

/** Releases the last resource of `kind` before the unbind. */
export function devres_release<T extends Kind>(k: Kernel, device: string, core: DeviceCore, kind: T): void {
  devm_release_action(k, device, core, (res) => res.kind === kind);
}

function devm_release(k: Kernel, device: string, res: Devres): void {
  const release = k.drivers.devres[res.kind] as Release;
  release(k, device, res);
}

/** Releases the last resource that `matches` before the unbind (devm_release_action). */
export function devm_release_action(
  k: Kernel,
  device: string,
  core: DeviceCore,
  matches: (res: Devres) => boolean,
): void {
  const at = core.devres.findLastIndex(matches);
  const [res] = at < 0 ? [] : core.devres.splice(at, 1);
  if (res !== undefined) devm_release(k, device, res);
}
