/** History of drivers/base and of behaviour common to all drivers. */
import type { Changes } from './change.ts';

export const CORE_CHANGES = {
  'bool-on-off': {
    commit: 'a81a5a17d44b',
    title: "lib: add 'on'/'off' support to strtobool",
    since: '4.6',
    effect: 'A boolean attribute or option accepts `on` and `off`.',
  },
  'warn-by-exception': {
    commit: '9a93848fe787',
    title: 'x86/debug: Implement __WARN() using UD0',
    since: '4.12',
    effect: 'The trace of a WARN starts at its caller; its text precedes the `cut here` line.',
  },
  'warn-cut-here-first': {
    commit: 'a7bed27af194',
    title: 'bug: fix "cut here" location for __WARN_TAINT architectures',
    since: '4.16',
    fixes: 'warn-by-exception',
    effect: 'The text of a WARN follows the `cut here` line again.',
  },
  'module-nd-driver': {
    title: 'libnvdimm: use module_nd_driver',
    since: '4.19',
    effect: 'At boot, call traces of built-in drivers contain nd_pmem_driver_init instead of pmem_init.',
  },
  'device-driver-attach': {
    commit: 'ed88747c6c4a',
    title: 'device core: Consolidate locking and unlocking of parent and device',
    since: '5.2',
    effect: 'Call traces of `bind` contain device_driver_attach instead of driver_probe_device.',
  },
  'bind-returns-probe-error': {
    commit: 'e1499647e7f4',
    title: 'driver core: Better distinguish probe errors in really_probe',
    since: '5.14',
    effect: 'Writing to `bind` returns the errno of the probe; before, it returned ENODEV for every failure.',
  },
  'task-marks-in-trace': {
    commit: '44b979fa302c',
    title: 'x86/mm/64: Improve stack overflow warnings',
    since: '5.16',
    effect: 'A call trace is enclosed by <TASK> and </TASK>.',
  },
  'bool-true-false': {
    commit: '0d6ea3ac94ca',
    title: 'lib/kstrtox.c: add "false"/"true" support to kstrtobool()',
    since: '5.19',
    effect: 'A boolean attribute or option accepts `true` and `false`.',
  },
  'crash-hotplug-attribute': {
    commit: '88a6f8994421',
    title: 'crash: memory and CPU hotplug sysfs attributes',
    since: '6.6',
    effect: '/sys/devices/system/memory has a `crash_hotplug` file.',
  },
  'probe-with-driver': {
    title: 'driver core: reword the message about a failed probe',
    since: '6.12',
    effect: 'A failed probe logs `DRIVER DEVICE: probe with driver DRIVER failed with error N`.',
  },
  'online-type-build-time': {
    commit: '44d46b76c3a4',
    title: 'mm/memory_hotplug: allow to select the online type of hot-added memory at build time',
    since: '6.14',
    effect: 'A build may bring hot-added RAM online as kernel or movable memory by default.',
  },
  'block-size-by-windows': {
    commit: '737e9d021993',
    title: 'x86: probe memory block size advisement value during mm init',
    since: '6.16',
    effect: 'From 64 GiB on memory blocks are no larger than the alignment of the CXL windows.',
  },
  'warn-place-first': {
    commit: '28ea295f941e',
    title: 'bugs/core: Reorganize fields in the first line of WARNING output, add ->comm[] output',
    since: '6.19',
    effect: 'The first line of a WARN starts with its file and line, and names the process.',
  },
} as const satisfies Changes;
