/** Release, command line and platform in the kernel log. */
import { MiB } from '../../../lib/units.ts';
import { currentBoot, newBoot, placeOf } from '../../facts.ts';
import type { LineReader } from '../reader.ts';

const VERSION = /^Linux version (\d+\.\d+\S{0,100})(?: |$)/;
const CMDLINE = /^(?:Kernel command line|Command line):(?: (.*))?$/;
const EFI = /^efi: EFI v[\d.]+ by|^EFI v[\d.]+ by/;
const HYPERVISOR =
  /^Hypervisor detected: (.{1,60})$|^Booting paravirtualized kernel on (KVM|Xen|Hyper-V|VMware)\b/;
const PRODUCT = /^DMI: (.{1,200})$/;
const BLOCK = /^x86\/mm: Memory block size: (\d{1,8})MB/;
/** Lines that identify a kernel log and hold no facts. */
const OTHER =
  /^(?:BIOS-provided physical RAM map:|user-defined physical RAM map:|e820: |last_pfn = |Zone ranges:)/;
const FOREIGN = /^(?:CPU: (?:ARM|PowerPC|POWER)|Booting Linux on physical CPU|psci: |radix-mmu: |hash-mmu: )/;

/** Boards of virtual machines. */
const VIRTUAL =
  /QEMU|KVM|VMware|VirtualBox|Virtual Machine|Bochs|Google Compute|Amazon EC2|HVM domU|OpenStack/;
/** Tests the product name of a machine (DMI) for that of a hypervisor. */
export const isVirtualProduct = (text: string): boolean => VIRTUAL.test(text);

/** Boots that are kept of a journal, the last ones. */
const MAX_BOOTS = 64;

export const kernelLogReader: LineReader = {
  source: 'kernel log',
  read(line, { facts }) {
    const { text } = line;
    const place = placeOf(line);
    const version = VERSION.exec(text);
    if (version !== null) {
      const { boots } = facts;
      const last = boots.at(-1);
      const isNew = last === undefined || last.release !== undefined || last.bios.length > 0;
      if (isNew) boots.push(newBoot());
      if (boots.length > MAX_BOOTS) boots.shift();
      boots.at(-1)!.release = { ...place, text: version[1]! };
      return true;
    }
    const cmdline = CMDLINE.exec(text);
    if (cmdline !== null) {
      const boot = currentBoot(facts);
      boot.cmdline ??= { ...place, text: cmdline[1] ?? '' };
      return true;
    }
    if (EFI.test(text)) currentBoot(facts).efi = { ...place, text };
    else if (HYPERVISOR.test(text)) currentBoot(facts).hypervisor = { ...place, text };
    else if (PRODUCT.test(text)) currentBoot(facts).product ??= { ...place, text: PRODUCT.exec(text)![1]! };
    else if (BLOCK.test(text))
      currentBoot(facts).blockSize = { ...place, value: Number(BLOCK.exec(text)![1]) * MiB };
    else if (FOREIGN.test(text)) facts.otherArch ??= { ...place, text };
    else return OTHER.test(text);
    return true;
  },
};
