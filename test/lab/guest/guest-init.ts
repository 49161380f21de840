/** The shell text that runs in a guest: its init, and one call for each thing to ask. */
import { shellWord } from '../../../src/lib/shell-word.ts';

/** Drivers loaded before the first step, in this order; `families` are those of memory without an NFIT. */
export const MODULES = ['libnvdimm', 'nd_btt', 'nd_pmem', 'dax_pmem', 'device_dax', 'nd_e820', 'nfit'];
const FAMILIES = [
  'dax_hmem',
  'virtio_pci',
  'virtio_pmem',
  'cxl_acpi',
  'cxl_pci',
  'cxl_port',
  'cxl_mem',
  'cxl_pmem',
  'dax_cxl',
];
/** Modules that a step may load by itself. */
const ON_DEMAND = ['kmem', 'nd_virtio'];
export const ALL_MODULES = [...MODULES, ...FAMILIES, ...ON_DEMAND];

/** On the command line, it has the guest load the drivers of FAMILIES. */
export const FAMILIES_WORD = 'lab.families';

/** Begins the lines that carry an answer on the serial port. */
export const MARK = '@lab';

/**
 * The init: `ask N TEXT` runs a shell text and prints its exit code, stdout, stderr and the new kernel log, each in
 * base64; `look PATH..` prints each attribute as a line of its own.
 */
const INIT = `#!/bin/sh
export PATH=/bin:/sbin:/usr/bin:/usr/sbin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mount -t debugfs debugfs /sys/kernel/debug
mount -t tmpfs tmp /tmp
mkdir /tmp/dir
# Answers have a port of their own: the kernel prints on the console at any moment.
exec >/dev/ttyS1 2>&1
load() { for m in "$@"; do modprobe $m 2>/dev/null; done; }
load ${MODULES.join(' ')}
grep -qw ${FAMILIES_WORD} /proc/cmdline && load ${FAMILIES.join(' ')}
# Drivers probe in the background: the boot has ended when the log has been quiet for a second.
n=; while c=$(dmesg | wc -l); [ "$c" != "$n" ]; do n=$c; sleep 1; done
one() { if [ -L "$1" ]; then t=$(readlink "$1") && echo "\${t##*/}"; else cat "$1"; fi; }
look() { for p in "$@"; do one "$p" >/tmp/l 2>&1; echo "$? $p $(base64 -w0 /tmp/l)"; done; }
answer() { echo "${MARK} $1 $2"; base64 -w0 /tmp/o; echo; base64 -w0 /tmp/e; echo; dmesg -c | base64 -w0; echo; }
ask() { (eval "$2") >/tmp/o 2>/tmp/e </dev/null; answer $1 $?; }
. /steps.sh
echo "${MARK} end"
poweroff -f
`;
export const initText = (): string => INIT;

/** The steps file: what a boot printed comes first, under the number -1. */
export const stepsText = (shellTexts: readonly string[]): string =>
  [
    ': >/tmp/o; : >/tmp/e; answer -1 0',
    ...shellTexts.map((text, i) => `ask ${i} ${shellWord(text)}`),
    '',
  ].join('\n');

/** The answer of a guest to one shell text. */
export interface GuestAnswer {
  rc: number;
  stdout: string;
  stderr: string;
  /** The kernel's new log, time stamps included. */
  log: string;
}

/** The console output of a guest. */
export interface GuestOutput {
  /** The log of the boot; undefined when it did not come that far. */
  bootLog?: string;
  /** Answers to the shell texts, in order; fewer when the guest stopped. */
  answers: GuestAnswer[];
  isComplete: boolean;
}

const decode = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

/** Reads all that a guest sent on the port for answers. */
export function readAnswers(port: string): GuestOutput {
  const lines = port.replaceAll('\r', '').split('\n');
  const output: GuestOutput = { answers: [], isComplete: false };
  for (const [at, line] of lines.entries()) {
    if (line === `${MARK} end`) output.isComplete = true;
    const [, number, rc] = new RegExp(`^${MARK} (-?\\d+) (\\d+)$`).exec(line) ?? [];
    const parts = lines.slice(at + 1, at + 4);
    // The last answer of a guest that stopped may be cut short.
    if (number === undefined || parts.length < 3 || at + 4 >= lines.length) continue;
    const [stdout, stderr, log] = parts.map(decode);
    if (number === '-1') output.bootLog = log!;
    else output.answers.push({ rc: Number(rc), stdout: stdout!, stderr: stderr!, log: log! });
  }
  return output;
}
