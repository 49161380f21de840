/**
 * Comparison of log messages. The lines of one step or boot are a multiset, since probing is asynchronous;
 * WARNs must have the same text and function and the same memory hotplug and libnvdimm callers.
 */
import type { LogLine } from '../kernel/kernel/printk.ts';
import type { Difference } from './difference.ts';
import {
  isOopsAddress,
  isRecordedKind,
  maskCollider,
  maskDuration,
  maskRecorder,
  PLAIN_KINDS,
} from './log-filter.ts';
import { maskNames, type Names, sameText } from './names.ts';
import type { RecordedWarning } from './transcript.ts';

/** Removes from `ours` one line for each of `recorded`; the rest on either side differs. */
function compareLines(names: Names, recorded: string[], ours: string[]): Difference[] {
  const left = new Map<string, string[]>();
  for (const line of ours) {
    const shape = maskNames(line);
    const same = left.get(shape);
    if (same === undefined) left.set(shape, [line]);
    else same.push(line);
  }
  const missing: string[] = [];
  for (const line of recorded) {
    const candidates = left.get(maskNames(line)) ?? [];
    const found = candidates.findIndex((candidate) => sameText(names, line, candidate));
    if (found < 0) missing.push(line);
    else candidates.splice(found, 1);
  }
  const extra = [...left.values()].flat();
  return missing.length + extra.length === 0 ? [] : [{ what: 'dmesg', recorded: missing, ours: extra }];
}

/**
 * Functions of the driver core, of file systems and of system call entry, which depend on the kernel's build.
 */
const INFRASTRUCTURE =
  /^(really_probe|call_driver_probe|(un)?bind_store|__?driver_|driver_|device_|__device_|bus_|devres_|devm_action|release_nodes|async_run|process_|worker_thread|kthread|ret_from_fork|drv_attr_store|dev_attr_store|sysfs_|kernfs_|__vfs_|vfs_|new_sync_write|ksys_|Sy[Ss]_|__x64_sys_|__se_sys_|do_syscall|entry_SYSCALL|x64_sys_call|set_cpu_sibling_map|start_secondary|(secondary|common)_startup_64)/;

/** Returns true when the source files are equal, and the lines where the model claims one. */
function samePlace(recorded: string, ours: string): boolean {
  const line = /:\.\.$/;
  return line.test(ours) ? recorded.replace(/:\d+$/, '') === ours.replace(line, '') : recorded === ours;
}

/** Returns true when the calls of memory hotplug and libnvdimm are the same, in this order. */
function sameCalls(recorded: string[], ours: string[]): boolean {
  const relevant = (calls: string[]): string => calls.filter((call) => !INFRASTRUCTURE.test(call)).join();
  return relevant(recorded) === relevant(ours);
}

/** The text of a WARN without the register dump that old kernels print in place of a text. */
const warningText = (warning: RecordedWarning): string =>
  warning.text.filter((line) => !/^task: [0-9a-f]{16} /.test(line)).join('\n');

function sameWarning(names: Names, recorded: RecordedWarning, ours: LogLine): boolean {
  const { warning } = ours;
  return (
    warning !== undefined &&
    samePlace(recorded.at ?? '', warning.at) &&
    (recorded.function ?? '') === warning.function &&
    sameCalls(recorded.calls, warning.calls) &&
    sameText(names, warningText(recorded), ours.text)
  );
}

const describe = (at: string | null, fn: string | null, text: string, calls: string[]): string =>
  [`${at} ${fn}: ${text}`, ...calls.map((call) => `  ${call}`)].join('\n');

function compareWarnings(names: Names, recorded: RecordedWarning[], ours: LogLine[]): Difference[] {
  const left = [...ours];
  const missing = recorded.filter((warning) => {
    // The trace of an oops. The oops itself shows in the result of the command.
    if (warning.at === null) return false;
    const found = left.findIndex((line) => sameWarning(names, warning, line));
    if (found >= 0) left.splice(found, 1);
    return found < 0;
  });
  if (missing.length + left.length === 0) return [];
  return [
    {
      what: 'warnings',
      recorded: missing.map((w) => describe(w.at, w.function, warningText(w), w.calls)),
      ours: left.map(({ text, warning: w }) =>
        describe(w?.at ?? null, w?.function ?? null, text, w?.calls ?? []),
      ),
    },
  ];
}

/** The log of a step or boot, as recorded. */
interface RecordedLog {
  dmesg?: string[] | undefined;
  warnings?: RecordedWarning[] | undefined;
}

/**
 * Compares the log of a boot. Of several colliding ranges, any may be named first, and recordings omit
 * blanks at the end of a line.
 *
 * @param kept the kinds of lines that the recording keeps
 */
export function compareBootLog(
  names: Names,
  { dmesg, warnings }: RecordedLog,
  ours: LogLine[],
  kept = PLAIN_KINDS,
): Difference[] {
  const mask = (line: string): string => maskCollider(line).trimEnd();
  const recorded = {
    dmesg: dmesg?.map((line) => mask(maskRecorder(line))),
    warnings: warnings?.map((warning) => ({ ...warning, text: warning.text.map(maskCollider) })),
  };
  return compareLog(
    names,
    recorded,
    ours.map((line) => ({ ...line, text: mask(line.text) })),
    kept,
  );
}

/**
 * Compares the log of one step.
 *
 * @param kept the kinds of lines that the recording keeps
 */
export function compareLog(
  names: Names,
  recorded: RecordedLog,
  ours: LogLine[],
  kept = PLAIN_KINDS,
): Difference[] {
  if (ours.length === 0 && !recorded.dmesg?.length && !recorded.warnings?.length) return [];
  const isKept = (text: string): boolean => isRecordedKind(text, kept);
  const lines = ours.map((line) => line.text).filter((text) => text !== '' && isKept(text));
  const theirs = (recorded.dmesg ?? []).filter((line) => !isOopsAddress(line) && isKept(line));
  return [
    ...compareLines(names, theirs.map(maskDuration), lines.map(maskDuration)),
    ...compareWarnings(
      names,
      recorded.warnings ?? [],
      ours.filter((line) => line.warning !== undefined),
    ),
  ];
}
