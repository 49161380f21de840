/** Commands that boot and remove the machine. */
import { bootOptions, jsonOption } from './options.ts';
import type { Row } from './row.ts';

const BOOT_EXAMPLES = `
Examples:
  memsim boot --cmdline 'memmap=4G!8G'
  memsim boot --platform ./customer.json --kernel 6.12
  memsim boot --kernel 6.1 --without no-merge-soft-reserved
`;

const REBOOT_EXAMPLES = `
The media keep their data: a DIMM is identified by its serial number wherever it
is mapped, RAM by its address.

Examples:
  memsim reboot --kernel 6.12
  memsim reboot --platform moved.json
`;

export const MACHINE_ROWS: readonly Row[] = [
  {
    words: 'boot',
    group: 'machine',
    about: 'boot a new machine with empty media',
    access: 'write',
    makesMachine: true,
    define: bootOptions,
    after: BOOT_EXAMPLES,
    load: async () => (await import('../actions/machine.ts')).boot,
  },
  {
    words: 'reboot',
    group: 'machine',
    about: 'boot the machine again with the media that it has',
    access: 'write',
    logged: true,
    define: bootOptions,
    after: REBOOT_EXAMPLES,
    load: async () => (await import('../actions/machine.ts')).reboot,
  },
  {
    words: 'status',
    group: 'machine',
    about: 'show what is booted',
    access: 'read',
    inLessons: true,
    define: jsonOption,
    load: async () => (await import('../actions/status.ts')).status,
  },
  {
    words: 'reset',
    group: 'machine',
    about: 'remove the machine and its media',
    access: 'blind',
    makesMachine: true,
    define: jsonOption,
    load: async () => (await import('../actions/machine.ts')).reset,
  },
  {
    words: 'platforms',
    group: 'machine',
    about: 'list the platforms that come with memsim',
    access: 'none',
    inLessons: true,
    define: jsonOption,
    load: async () => (await import('../actions/platforms.ts')).listPlatforms,
  },
];
