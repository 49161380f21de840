/** Commands in a paste: after the prompt of a shell, or alone in a line. */

/** `user@host:dir#`, `[user@host dir]$`, `host:~ #`, `#`, `$` with a blank after it, and `+` of `set -x`. */
const PROMPT =
  /^\s{0,8}(?:\([\w.-]{1,40}\)\s?)?(?:\[[^\]]{1,80}\]\s?|[\w.-]{1,64}@[\w.-]{1,64}[: ]?[^\s#$%]{0,120}\s?|[\w.-]{1,64}:[~/][^\s#$%]{0,120}\s?)?([#$%+])\s+(\S.*)$/;
const WRAPPER = /^(?:sudo(?:\s+-\w+)*|time|strace(?:\s+-\S+)*|env|LC_ALL=\S+|LANG=\S+)\s+/;
const PROGRAM = /^(?:\S*\/)?([\w.+-]+)/;

/** Programs whose output or failure describes the machine. */
const KNOWN = new Set(
  [
    'ndctl daxctl cxl memsim cat lsmem dmesg uname dmidecode journalctl numactl echo modprobe rmmod grep head',
    'tail ls lsblk mount umount mkfs mkfs.xfs mkfs.ext4 ipmctl grubby reboot free lscpu rpm sh bash zcat less',
    'mkfs.ext2 dd fdisk parted blkid sort find for cd',
  ]
    .join(' ')
    .split(' '),
);

/** A verb that only these tools have, so that the line needs no prompt. */
const BARE =
  /^\s{0,8}(?:ndctl (?:list|create-namespace|destroy-namespace|enable-namespace|disable-namespace|check-namespace|init-labels|zero-labels|enable-region|disable-region)|daxctl (?:list|reconfigure-device|create-device|destroy-device|online-memory|offline-memory)|cxl (?:list|create-region|destroy-region|enable-memdev))\b/;

/** The command of a line, without prompt and `sudo`; undefined for any other line. */
export function commandIn(text: string): string | undefined {
  if (BARE.test(text)) return text.trim();
  const [, , typed] = PROMPT.exec(text) ?? [];
  if (typed === undefined) return undefined;
  let command = typed.trim();
  while (WRAPPER.test(command)) command = command.replace(WRAPPER, '');
  return KNOWN.has(PROGRAM.exec(command)?.[1] ?? '') ? command : undefined;
}
