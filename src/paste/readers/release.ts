/** The running release and its command line: uname, /proc/version, /proc/cmdline. */
import { type Facts, placeOf } from '../facts.ts';
import type { LineReader } from './reader.ts';

const UNAME =
  /^Linux \S{1,255} (\d+\.\d+\S{0,100}) (?:#\d+|\S+ SMP).*?(?: (x86_64|aarch64|ppc64le|ppc64|s390x|i686|riscv64))?(?: .*)?$/;
const ARCH = /\b(aarch64|ppc64le|ppc64|s390x|i686|riscv64)\b/;
const BARE = /^\s*(\d+\.\d+(?:\.\d+)?(?:[-+.~]\S{0,80})?)\s*$/;
const UNAME_COMMAND = /^uname\b/;
/** `Kernel: 5.14.0`, `kernel version 6.1`: the fields of issue forms. */
const FIELD =
  /^\s*-?\s*(?:Linux )?kernel(?: version| release)?\s*[:=]\s*(?:Linux )?v?(\d+\.\d+(?:\.\d+)?(?:[-+.][\w.+-]{1,80})?)\s*$/i;
/** Marks of emphasis and code in an issue. */
const MARKUP = /[*`]/g;

/** The first rows of `memsim status`. */
const STATUS = /^(kernel|command line)\s{2,}(\S.*)$/;

const add = (facts: Facts, file: string, line: number, text: string): true => {
  facts.releases.push({ file, line, text });
  return true;
};

export const unameReader: LineReader = {
  source: 'uname',
  files: /(?:^|\/)(?:uname(?:_-\w+)?|proc\/version)(?:\.txt)?$/,
  read({ text, file, number }, { facts, command, source }) {
    const found = UNAME.exec(text.trim());
    if (found !== null) {
      const arch = ARCH.exec(text);
      if (arch !== null) facts.otherArch ??= { file, line: number, text: arch[1]! };
      return add(facts, file, number, found[1]!);
    }
    const bare = BARE.exec(text)?.[1];
    const asked = UNAME_COMMAND.test(command) && source === 'commands';
    if (bare !== undefined && asked) return add(facts, file, number, bare);
    const [, row, value = ''] = STATUS.exec(text) ?? [];
    if (row === 'kernel' && BARE.test(value)) return add(facts, file, number, value);
    const field = FIELD.exec(text.replace(MARKUP, ''))?.[1];
    return field === undefined ? false : add(facts, file, number, field);
  },
};

/** A line of /etc/default/grub. */
const GRUB = /^\s*GRUB_CMDLINE_LINUX(?:_DEFAULT)?=(["'])(.*)\1\s*$/;

/** A boot loader's first word, or a word that only a kernel's command line has. */
const BOOT_IMAGE = /^BOOT_IMAGE=\S+|^initrd=\S+ |^root=\S+ |^console=\S+ |^memmap=\S+( |$)/;
const CAT = /^cat (?:\S+ )*\/proc\/cmdline/;

export const cmdlineReader: LineReader = {
  source: '/proc/cmdline',
  files: /(?:^|\/)(?:proc\/)?cmdline(?:\.txt)?$/,
  read(line, { facts, command, source }) {
    const text = line.text.trim();
    const [, , configured = ''] = GRUB.exec(line.text) ?? [];
    if (configured !== '') {
      facts.configured.push({ ...placeOf(line), text: configured.replace(/\\(.)/g, '$1') });
      return true;
    }
    const asked = CAT.test(command) && source === 'commands';
    const named = this.files!.test(line.file);
    if (!asked && !named && !BOOT_IMAGE.test(text)) return false;
    if (named && facts.cmdlines.some(({ file }) => file === line.file)) return false;
    facts.cmdlines.push({ ...placeOf(line), text });
    return true;
  },
};
