/** Lines about the SRAT in the kernel log. */
import { currentBoot, placeOf } from '../../facts.ts';
import { type LineReader, rangeOf } from '../reader.ts';

const MEMORY =
  /^(?:ACPI: )?SRAT: Node (\d{1,4}) PXM \d+ \[mem (0x[0-9a-f]+)-(0x[0-9a-f]+)\]((?: (?:hotplug|non-volatile))*)/;
/** `SRAT: PXM 0 -> APIC 0x00 -> Node 0`, also `ACPI: SRAT:` and `APIC 00`. */
const CPU = /^(?:ACPI: )?SRAT: PXM \d+ -> APIC (0x[0-9a-f]+|\d+) -> Node (\d{1,4})/;
const NONE = /^No NUMA configuration found|^NUMA turned off/;
const FAILED = /^(?:ACPI: )?SRAT: (?:SRAT not used|Hotplug)/;

const LIMIT = { nodes: 1024, cpus: 8192 };

export const sratReader: LineReader = {
  source: 'kernel log',
  read(line, { facts }) {
    const memory = MEMORY.exec(line.text);
    if (memory !== null) {
      const range = rangeOf(memory[2]!, memory[3]!);
      const node = Number(memory[1]);
      if (range === undefined || node >= LIMIT.nodes) return false;
      const { srat } = currentBoot(facts);
      const [hotplug, nonVolatile] = ['hotplug', 'non-volatile'].map((flag) => memory[4]!.includes(flag));
      const known = srat.some(
        (row) => row.start === range.start && row.end === range.end && row.node === node,
      );
      if (!known && srat.length < LIMIT.nodes)
        srat.push({ ...placeOf(line), ...range, node, hotplug: hotplug!, nonVolatile: nonVolatile! });
      return true;
    }
    const cpu = CPU.exec(line.text);
    if (cpu !== null) {
      const { cpus } = currentBoot(facts);
      const [number, node] = [Number(cpu[1]), Number(cpu[2])];
      if (number >= LIMIT.cpus || node >= LIMIT.nodes) return false;
      if (cpus.every((other) => other.cpu !== number)) cpus.push({ cpu: number, node });
      return true;
    }
    if (NONE.test(line.text)) {
      currentBoot(facts).noSrat = true;
      return true;
    }
    return FAILED.test(line.text);
  },
};
