/**
 * /sys/module/memory_hotplug/parameters: models the module parameters of mm/memory_hotplug.c, 5.13 to 6.18.
 */
import { ERRNO } from '../../../lib/errno.ts';
import { type Attribute, type Directory, dir, ro, rw, since_change, union } from '../../fs/sysfs.ts';
import type { Kernel } from '../../kernel.ts';
import { kstrtobool, kstrtoull, sysfs_streq } from '../../lib/kstrtox.ts';
import type { MhpPolicy } from '../state.ts';
import { mhp_policy, ONLINE_POLICY_WORDS } from './auto-movable.ts';
import { memmap_mode } from './memmap-on-memory.ts';

const UINT_MAX = 2 ** 32 - 1;

/** A writable parameter; `parse` returns what a text changes, or an errno. */
const parameter = (
  show: (policy: MhpPolicy) => string,
  parse: (text: string, k: Kernel) => Partial<MhpPolicy> | number,
): Attribute =>
  rw(
    (k) => `${show(mhp_policy(k))}\n`,
    (k: Kernel, text) => {
      const change = parse(text, k);
      if (typeof change === 'number') return change;
      k.state.mm.policy = { ...mhp_policy(k), ...change };
      return 0;
    },
  );

const policies: Directory = dir({
  online_policy: parameter(
    ({ policy }) => policy,
    (text) => {
      const policy = ONLINE_POLICY_WORDS.find((word) => sysfs_streq(text, word));
      return policy === undefined ? -ERRNO.EINVAL : { policy };
    },
  ),
  auto_movable_ratio: parameter(
    ({ ratio }) => `${ratio}`,
    (text) => {
      const ratio = kstrtoull(text);
      if (ratio < 0) return ratio;
      return ratio > UINT_MAX ? -ERRNO.ERANGE : { ratio };
    },
  ),
  auto_movable_numa_aware: parameter(
    ({ numaAware }) => (numaAware ? 'Y' : 'N'),
    (text, k) => {
      const numaAware = kstrtobool(k, text);
      return numaAware === undefined ? -ERRNO.EINVAL : { numaAware };
    },
  ),
});

export const memory_hotplug_parameters: Directory = union(
  dir({ memmap_on_memory: ro((k) => `${memmap_mode(k)}\n`) }),
  since_change('auto-movable-policy', policies),
);
