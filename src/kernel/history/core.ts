/** History of drivers/base and of what every driver meets. */
import type { Changes } from './change.ts';

export const CORE_CHANGES = {
  'warn-by-exception': {
    commit: '9a93848fe787',
    title: 'x86/debug: Implement __WARN() using UD0',
    since: '4.12',
    effect: 'The trace of a WARN begins at its caller; its text comes before `cut here`.',
  },
  'warn-cut-here-first': {
    commit: 'a7bed27af194',
    title: 'bug: fix "cut here" location for __WARN_TAINT architectures',
    since: '4.16',
    fixes: 'warn-by-exception',
    effect: 'The text of a WARN comes after `cut here` again.',
  },
  'module-nd-driver': {
    title: 'libnvdimm: use module_nd_driver',
    since: '4.19',
    effect: 'At boot, call traces of drivers that are built in pass nd_pmem_driver_init, not pmem_init.',
  },
  'device-driver-attach': {
    commit: 'ed88747c6c4a',
    title: 'device core: Consolidate locking and unlocking of parent and device',
    since: '5.2',
    effect: 'Call traces of `bind` pass device_driver_attach, not driver_probe_device.',
  },
  'bind-returns-probe-error': {
    commit: 'e1499647e7f4',
    title: 'driver core: Better distinguish probe errors in really_probe',
    since: '5.14',
    effect: 'A writer of `bind` sees the errno of the probe; before it saw ENODEV for every failure.',
  },
  'task-marks-in-trace': {
    commit: '44b979fa302c',
    title: 'x86/mm/64: Improve stack overflow warnings',
    since: '5.16',
    effect: 'A call trace stands between the marks <TASK> and </TASK>.',
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
} as const satisfies Changes;
