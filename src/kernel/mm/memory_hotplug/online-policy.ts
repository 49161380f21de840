/**
 * State in which hot-added RAM comes online: models mhp_default_online_type of mm/memory_hotplug.c and the words
 * of drivers/base/memory.c, releases 4.6 to 6.18.
 */
import { module_param } from '../../kernel/params.ts';
import type { Kernel } from '../../kernel.ts';
import { sysfs_streq } from '../../lib/kstrtox.ts';
import { ONLINE_POLICIES, type OnlinePolicy } from '../state.ts';

/** Parses the policy that a file or an option names. */
export const mhp_online_type_from_str = (text: string): OnlinePolicy | undefined =>
  ONLINE_POLICIES.find((policy) => sysfs_streq(text, policy));

/** Parses the policy for hot-added RAM; before 5.7 it does not select the kind of zone. */
export function auto_online_policy(k: Kernel, text: string): OnlinePolicy | undefined {
  const policy = mhp_online_type_from_str(text);
  if (policy === 'online_kernel' || policy === 'online_movable')
    return k.has('online-policy-words') ? policy : undefined;
  return policy;
}

/** Policy of a new kernel: memhp_default_state=, else the build's default; before 4.7 RAM stays offline. */
export function default_online_policy(k: Kernel): OnlinePolicy {
  if (!k.has('memhp-default-state')) return 'offline';
  const asked = auto_online_policy(k, module_param(k, 'memhp_default_state')?.value ?? '');
  if (asked !== undefined) return asked;
  const { config } = k.state;
  if (k.has('online-type-build-time')) {
    if (config.MHP_DEFAULT_ONLINE_TYPE_ONLINE_MOVABLE === true) return 'online_movable';
    if (config.MHP_DEFAULT_ONLINE_TYPE_ONLINE_KERNEL === true) return 'online_kernel';
  }
  return config.MEMORY_HOTPLUG_DEFAULT_ONLINE === true ? 'online' : 'offline';
}
