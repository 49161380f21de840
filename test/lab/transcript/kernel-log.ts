/** The kernel's log as transcripts keep it: lines without time stamps, and WARNs taken apart. */
import { isRecordedKind } from '../../../src/replay/log-filter.ts';
import type { RecordedWarning } from '../../../src/replay/transcript.ts';

/** The log of a boot or step. */
export interface RecordedLog {
  dmesg: string[];
  warnings: RecordedWarning[];
}

const STAMP = /^(?:<\d+>)?\[ *\d+\.\d+\] ?/;
const CUT_HERE = /^-+\[ cut here \]-+$/;
const OOPS = /^(BUG: (kernel|unable)|general protection fault|Oops: )/;
const END_TRACE = /^---\[ end trace [0-9a-f]+ \]---$/;
/** The source position comes first since 6.19. */
const WARNING = /^WARNING: (?:CPU: \d+ PID: \d+ )?(?:at (?=\S+ )|(?=\S+ at ))(\S+) (?:at )?(\w+)/;
/** Registers, modules and processes between the first line and the trace. */
const DUMP =
  /^(Modules linked in:|CPU: \d|Hardware name:|RIP: |Code: |RSP: |R[A-Z0-9]{2}: |FS: |CS: |CR2: |DR\d: |Tainted: |task: | ?PKRU: )/;
const CALL = /^ (?:\[<[0-9a-f]+>\] )?(\? )?(\w+)(?:\.\w+)*\+0x/;

/** A recording keeps the lines about nodes too. */
const ALL_KINDS = { nodeOrder: true, srat: true };

/** Lines of a boot that are recorded: the memory map and the drivers of memory. */
const ABOUT_MEMORY =
  /BIOS-(provided|e820)|^user(-defined physical RAM map)?:|\bmemmap=|e820: (update|remove)|\b(nd|nd_\w+|pmem\d*|nfit|dax\w*|kmem|hmem|libnvdimm|btt|pfn|memremap|cxl\w*|namespace\d|memory\d+)\b|devm_memremap|memmap_init_zone_device|attempted on|^Malformed |\bSRAT: |^(Fallback order|Demotion targets) for Node/;

/** Lines about the time that an emulated CPU takes. */
const TIMING = /^(hrtimer: interrupt took|clocksource: |perf: interrupt took|rcu: |watchdog: |random: )/;

/** One WARN out of its lines up to `end trace`; an oops has no place and no text. */
function readWarning(lines: readonly string[]): RecordedWarning {
  const head = lines.findIndex((line) => WARNING.test(line));
  const [, at = null, name = null] = WARNING.exec(lines[head] ?? '') ?? [];
  const trace = lines.findIndex((line) => /^Call Trace:/.test(line));
  const before = lines.slice(0, Math.max(head, 0));
  const after = lines.slice(head + 1, trace < 0 ? lines.length : trace);
  const calls = lines.slice(trace + 1).flatMap((line) => {
    const [, uncertain, call] = CALL.exec(line) ?? [];
    return call === undefined || uncertain !== undefined ? [] : call;
  });
  const isText = (line: string): boolean => line !== '' && !CUT_HERE.test(line) && !DUMP.test(line);
  // Registers of what was interrupted follow the trace's last certain call.
  const text =
    at === null
      ? []
      : [
          ...before,
          ...after.slice(
            0,
            after.findIndex((line) => DUMP.test(line)),
          ),
        ];
  return { at, function: name, text: text.filter(isText), calls };
}

/**
 * Takes a log apart.
 *
 * @param log as `dmesg` prints it
 * @param isBoot whether only what is about memory counts; after a step everything does
 */
export function readLog(log: string, isBoot: boolean): RecordedLog {
  const recorded: RecordedLog = { dmesg: [], warnings: [] };
  const plain = log.split('\n').map((line) => line.replace(STAMP, ''));
  const lines = isBoot ? plain.map((line) => line.trimEnd()) : plain;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (CUT_HERE.test(line) || OOPS.test(line)) {
      const length = lines.slice(i).findIndex((other) => END_TRACE.test(other));
      const end = length < 0 ? lines.length : i + length;
      recorded.warnings.push(readWarning(lines.slice(i, end)));
      i = end;
      continue;
    }
    if (TIMING.test(line)) continue;
    if (line !== '' && isRecordedKind(line, ALL_KINDS) && (!isBoot || ABOUT_MEMORY.test(line)))
      recorded.dmesg.push(line);
  }
  return recorded;
}
