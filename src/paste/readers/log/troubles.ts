/** Failures in the kernel log that concern memory, persistent memory or dax. */
import { currentBoot, placeOf } from '../../facts.ts';
import type { LineReader } from '../reader.ts';

const DRIVER =
  /^(?:nd_pmem|dax_pmem|device_dax|dax|kmem|nd|nd_region|nd_btt|nvdimm|nfit|acpi (?:PNP0C80|ACPI0012)|hmem|cxl\w*|dax_hmem|pmem\d\S*|libnvdimm|memory|EXT4-fs \(pmem|XFS \(pmem|nvme|p2pmem_pci)[ :]?(?:[\w.:)-]{0,60})?(?: \[[^\]]*\])?:? .*(?:fail|error|unable|misalign|could not|reject|too small|conflict|collision|invalid|attempted|unsupported|not supported|cannot|truncate|poison|uncorrect|mismatch)/i;
/** The kernel prints this for every range of the command line, whose contents a reset loses. */
const ALWAYS = /unable to guarantee persistence of writes/;
const MEMORY =
  /^(?:WARNING: (?:CPU: |.* at )|devm_memremap_pages attempted on|Misaligned __(?:add|remove)_pages|Block size \[0x[0-9a-f]+\] unaligned hotplug|Section-unaligned hotplug|memory add fail|add_memory failed|kernel BUG at|BUG: |removing memory fails|Conflicting mapping|Unable to handle kernel|general protection fault|mce: |page_alloc|Offlined Pages|watchdog: BUG)/;
const NEAR = /memremap|hotplug|nvdimm|pmem|init_64|sparse|dax|memory|namespace|mmzone|page_alloc|label\.c/;

/** Tests for a failure; a WARNING counts if its function or file belongs to memory management. */
function isTrouble(text: string): boolean {
  if (ALWAYS.test(text)) return false;
  if (DRIVER.test(text)) return true;
  if (!MEMORY.test(text)) return false;
  return !text.startsWith('WARNING: ') || NEAR.test(text);
}

const MAX_TROUBLES = 1000;
const TOOL = /^\S*(?:ndctl|daxctl|cxl|memsim)\b/;

export const troubleReader: LineReader = {
  source: 'kernel log',
  read(line, { facts, command }) {
    // Messages of the tools look like those of drivers.
    if (!line.logged && TOOL.test(command)) return false;
    if (!isTrouble(line.text)) return false;
    const { troubles } = currentBoot(facts);
    if (troubles.length < MAX_TROUBLES)
      troubles.push({ ...placeOf(line), text: line.text.trim().slice(0, 300) });
    return true;
  },
};
