/** Commands that run files of commands. */
import { becomesRoot } from '../../clients/exec/as-root.ts';
import type { Row } from './row.ts';

const RUN_EXAMPLES = `
One command a line, quoted as in a shell; # starts a comment. Exits with the
code of the last command, as a shell does, or with --strict of the first one
that fails. A failure is printed as FILE:LINE: ..  Pipes, loops and conditions
are those of a shell: memsim exec -- sh SCRIPT.

Examples:
  memsim run script.txt
  memsim run --json --strict script.txt | jq .rc
  printf 'boot\\nlist -RN\\n' | memsim run -
`;

const MOUNT_EXAMPLES = `
Serves the files until Ctrl-C or umount. It needs root. Other commands that
change the machine wait meanwhile: write to the folder instead.

Examples:
  memsim mount /mnt
  cat /mnt/sys/bus/nd/devices/region0/size      in another terminal
`;

const EXEC_EXAMPLES = `
For the command, /sys, files of /proc such as iomem and zoneinfo, and devices in
/dev are the machine's. ndctl, daxctl, cxl, memsim, lsmem, numactl -H, dmesg,
journalctl -k, modprobe, rmmod, modinfo, lsmod, udevadm settle, uname -r and
reboot work on the machine. The exit code is that of the command.

Examples:
  memsim exec -- sh test.sh
  memsim exec -- sh -c 'echo 2M > /sys/bus/nd/devices/region0/align; ndctl list'
  memsim exec -- bash
  memsim exec --real -- ndctl list -RN      the system's own ndctl
`;

export const SCRIPT_ROWS: readonly Row[] = [
  {
    words: 'run',
    group: 'scripts',
    about: 'run a file of commands',
    access: 'write',
    inLessons: true,
    define: (command) =>
      void command
        .argument('<file>', 'the file, or - for standard input')
        .option('--json', 'print a JSON object for each command')
        .option('--strict', 'stop at the first command that fails'),
    after: RUN_EXAMPLES,
    prepare: async () => (await import('../actions/run.ts')).readRunScript,
    load: async () => (await import('../actions/run.ts')).run,
  },
  {
    words: 'exec',
    group: 'scripts',
    about: 'run a command of the system on the machine',
    access: () => (becomesRoot() ? 'none' : 'write'),
    notOnScratch: true,
    needsSystem: true,
    define: (command) =>
      void command
        .argument('<command...>', 'the command and its arguments, after --')
        .option('--real', "ndctl, daxctl and cxl are the system's own")
        .passThroughOptions(),
    after: EXEC_EXAMPLES,
    load: async () => (await import('../actions/exec/exec.ts')).exec,
  },
  {
    words: 'mount',
    group: 'files',
    about: 'mount /sys, /proc and /dev of the machine on a folder',
    access: 'write',
    notOnScratch: true,
    needsSystem: true,
    define: (command) => void command.argument('<folder>', 'a folder that exists'),
    after: MOUNT_EXAMPLES,
    load: async () => (await import('../actions/exec/mount.ts')).mount,
  },
  {
    words: 'replay',
    group: 'scripts',
    about: 'replay recorded transcripts and print differences',
    access: 'none',
    inLessons: true,
    define: (command) =>
      void command
        .argument('<file...>', 'transcripts, or folders of them')
        .option('--json', 'the result as one object'),
    load: async () => (await import('../actions/replay.ts')).replay,
  },
];
