/** Shell scripts of `memsim exec`: the set-up of its mount namespace, and the drop-ins. */

import { mountOptions } from '../fuse/device.ts';

/** Folder of memsim's own files in the command's /dev. It exists but is not listed. */
export const OWN_FOLDER = '/dev/.memsim';
/** Folder below it that shows the host's /dev. */
export const HOST_DEV = 'host';

/** File descriptors of the set-up: the FUSE device, and the pipe for its progress. */
const FUSE_FD = 3;
const REPORT_FD = 4;

/** Lines of the set-up on its pipe; any other line is the message of a command that failed. */
export const MOUNTED = 'mounted';
export const READY = 'ready';

/**
 * The first process of the namespaces. It mounts the tree over /sys, the one folder that every host has, binds
 * its parts to their places, /sys last, and runs the command as a child: the first process of a pid namespace
 * gets no signals of its terminal, and all others end with it.
 *
 * @param procFiles names in /proc that the machine has
 */
export const setUpScript = (procFiles: readonly string[]): string => `set_up() {
  mount -t proc proc /proc 2> /dev/null
  mount -i -t fuse -o ${mountOptions(FUSE_FD)} memsim /sys &&
  echo ${MOUNTED} &&
  exec ${FUSE_FD}>&- &&
  mount --rbind /dev /sys${OWN_FOLDER}/${HOST_DEV} &&
  for name in ${procFiles.join(' ')}; do
    if [ -e /proc/$name ]; then mount --bind /sys/proc/$name /proc/$name || return; fi
  done &&
  { [ ! -d /lib/modules ] || [ ! -d /sys/lib/modules ] || mount --bind /sys/lib/modules /lib/modules; } &&
  mount --rbind /sys/dev /dev &&
  mount --bind /sys/sys /sys &&
  echo ${READY}
}
set_up >&${REPORT_FD} 2>&${REPORT_FD} || exit 1
exec ${REPORT_FD}>&-
command -v "$1" > /dev/null || { echo "memsim: exec: $1: no such command" >&2; exit 127; }
"$@"
exit $?
`;

/** Starts namespaces that end with this process where setpriv is there. */
export const LAUNCH_SCRIPT = `command -v setpriv > /dev/null && exec setpriv --pdeathsig KILL unshare "$@"
exec unshare "$@"
`;

/** FIFO on which drop-ins call where nothing is mounted, in the folder that holds their own. */
export const CALLS_FIFO = 'calls';

/**
 * Ends the processes that the command left, which have the folder's drop-ins first on their PATH, and removes the
 * folder. A drop-in that waits for an answer continues without one.
 */
export const CLEAN_UP_SCRIPT = `for environ in $(grep -lsF "PATH=$1/bin:" /proc/[0-9]*/environ); do
  pid=\${environ#/proc/}
  kill -KILL "\${pid%/environ}" 2> /dev/null
done
for fifo in "$1"/*.done "$1"/${CALLS_FIFO}; do [ -p "$fifo" ] && : <> "$fifo"; done
rm -rf "$1"`;

/** Starts a command that ends with this process where setpriv is there. */
export const WITH_PARENT_SCRIPT = `command -v setpriv > /dev/null && exec setpriv --pdeathsig KILL -- "$@"
exec "$@"
`;

/** Writes the call of a drop-in: its folder, the outputs that are terminals, its name, its arguments. */
const WRITE_CALL = `t=
[ -t 1 ] && t=1
[ -t 2 ] && t=\${t}2
write_call() {
  printf '%s\\0' "$PWD" "$t" "\${name##*/}" "$@"
}
name=$0
`;

const READ_HEAD = 'read -r rc first second';

/** Prints the lines of a command that waits, and ends with it. */
const FOLLOW = `follow() {
  while IFS= read -r line <&3; do
    case $line in
    '>'*) printf '%s\\n' "\${line#?}" ;;
    '!'*) printf '%s\\n' "\${line#?}" >&2 ;;
    *) exit "$line" ;;
    esac
  done
  exit 1
}
`;

/** Calls through the control file of the tree. */
const CALL_BY_FILE = `${WRITE_CALL}${FOLLOW}exec 3<> ${OWN_FOLDER}/call || exit 125
write_call "$@" >&3
${READ_HEAD} <&3
if [ "$rc" = stdin ]; then
  cat >&3
  ${READ_HEAD} <&3
fi
case $rc in
wait)
  echo $$ >&3
  follow
  ;;
daemon)
  follow < /dev/null > /dev/null 2>&1 &
  echo $! >&3
  exit 0
  ;;
esac
for stream in $first $second; do
  case $stream in
  1) cat <&3 ;;
  2) cat <&3 >&2 ;;
  esac
done
exit "$rc"
`;

/** Calls through files and FIFOs of the folder above that of the drop-ins. */
const CALL_BY_FIFO = `${WRITE_CALL}folder=\${0%/*}/..
call=$folder/$$
mkfifo "$call.done" || exit 125
write_call "$@" > "$call.in"
echo $$ > "$folder/${CALLS_FIFO}"
${READ_HEAD} < "$call.done"
if [ "$rc" = stdin ]; then
  # Another FIFO: memsim may not have closed the first one yet.
  mkfifo "$call.again.done" || exit 125
  cat > "$call.in"
  echo $$ > "$folder/${CALLS_FIFO}"
  ${READ_HEAD} < "$call.again.done"
fi
for stream in $first $second; do
  case $stream in
  1) cat "$call.1" ;;
  2) cat "$call.2" >&2 ;;
  esac
done
rm -f "$call".*
exit "\${rc:-125}"
`;

const CALLS = { file: CALL_BY_FILE, fifo: CALL_BY_FIFO } as const;

/** The way from a drop-in to memsim. */
export type Channel = keyof typeof CALLS;

/** A drop-in. */
export const dropInScript = (channel: Channel): string => `#!/bin/sh\n${CALLS[channel]}`;

/** The drop-in of a tool that answers some options only; the system's own answers the others. */
export const partialScript = (
  channel: Channel,
  name: string,
  options: readonly string[],
): string => `#!/bin/sh
case "$*" in
${options.join('|')}) ;;
*) for folder in /usr/bin /bin; do [ -x $folder/${name} ] && exec $folder/${name} "$@"; done ;;
esac
${CALLS[channel]}`;

/**
 * mount without the option dax for a disk that has it: the system has no memory that the disk's data could be
 * mapped from, so that loads and stores go through the page cache. A disk without dax fails as everywhere.
 */
export const mountScript = `#!/bin/sh
# The machine's debugfs is there; the system's own would hide it.
case "$*" in '-t debugfs '*' /sys/kernel/debug') exit 0 ;; esac
disk=
for word; do
  case $word in /dev/pmem*) disk=\${word#/dev/} ;; esac
done
if [ -n "$disk" ] && [ "$(cat "/sys/block/$disk/queue/dax" 2> /dev/null)" = 1 ]; then
  count=$#
  before=
  while [ $count -gt 0 ]; do
    word=$1
    shift
    case $before$word in
    -o*dax*)
      options=$(printf %s "\${word#-o}" | sed -E 's/^/,/; s/$/,/; s/,dax(=[a-z]*)?,/,/; s/^,//; s/,$//')
      [ "$before" ] || set -- "$@" -o
      word=\${options:-defaults}
      echo "memsim: mount: $disk is mounted without dax" >&2
      ;;
    esac
    set -- "$@" "$word"
    before=
    [ "$word" = -o ] && before=-o
    count=$((count - 1))
  done
fi
for folder in /usr/bin /bin; do [ -x $folder/mount ] && exec $folder/mount "$@"; done
exit 127
`;
