/**
 * Finds the rule that a command violated, as a diagnostic code: by the messages of tool and kernel, and by
 * the call in which the failure began. The wording is in codes.ts.
 */
import type { LogLine } from '../kernel/kernel/printk.ts';
import type { TraceCall, TraceFile, TraceItem } from '../machine/trace/trace.ts';
import type { Attempt } from './attempt.ts';
import type { Code } from './codes.ts';
import { CXL_CALLS, CXL_MESSAGES } from './cxl/codes.ts';
import { isHotPlug } from './hot-plug.ts';

/** The origin of a failure. */
export interface Place {
  function: string;
  args: string;
  errno: string;
}

export interface Finding {
  code: Code;
  /** The message that identified the rule. */
  said: string;
  place?: Place;
}

interface MessageRule {
  code: Code;
  pattern: RegExp;
}

/** Messages of the tools before they call the kernel. */
const TOOL_MESSAGES: readonly MessageRule[] = [
  { code: 'size-not-region-align', pattern: /align setting is 0x[0-9a-f]+ size 0x[0-9a-f]+ is misaligned/ },
  { code: 'size-not-align', pattern: /must align to interleave-width: \d+ and alignment: \d+/ },
  { code: 'align-unsupported', pattern: /unsupported align: \S+/ },
  { code: 'align-unsupported', pattern: /align must be a power-of-2 greater than 4096/ },
  { code: 'mode-without-align', pattern: /does not support setting an alignment.*/ },
  { code: 'size-below-16m', pattern: /must be >= 16MiB for '\w+' mode/ },
  ...CXL_MESSAGES,
  { code: 'no-labels-no-sizes', pattern: /label-less namespaces do not support sub-dividing a region/ },
  { code: 'auto-online', pattern: /kernel policy will auto-online memory, aborting/ },
  { code: 'namespace-active', pattern: /is active, specify --force.*/ },
];

/** Kernel log messages, including the texts of WARNs. */
const KERNEL_MESSAGES: readonly MessageRule[] = [
  { code: 'no-data-left', pattern: /unable to satisfy requested alignment/ },
  { code: 'start-misaligned', pattern: /start 0x[0-9a-f]+ misaligned to 0x[0-9a-f]+/ },
  { code: 'range-misaligned', pattern: /\[mem [^\]]+\] misaligned, unable to map/ },
  { code: 'not-subsections', pattern: /Misaligned __(?:add|remove)_pages start: .*/ },
  { code: 'section-taken', pattern: /Conflicting mapping in same section|collides with mapping for.*/ },
  { code: 'section-has-ram', pattern: /attempted on (?:mixed|ram) region.*/ },
  {
    code: 'block-misplaced',
    pattern: /bad offset: .*|bad offset with small.*|resource (?:start|end) misaligned/,
  },
  { code: 'block-misplaced', pattern: /alignment: [0-9a-f]+ exceeds capacity.*|pfn array size exceeds.*/ },
  { code: 'block-mismatch', pattern: /init failed, .* mismatch.*/ },
  { code: 'address-taken', pattern: /could not reserve region(?: .*)?/ },
  { code: 'altmap-invalid', pattern: /memory add fail, invalid altmap/ },
  { code: 'no-node', pattern: /rejecting DAX region with invalid node.*/ },
  { code: 'below-a-block', pattern: /rejecting DAX region without any memory after alignment/ },
  { code: 'beyond-addresses', pattern: /Hotplug memory \S+ exceeds maximum addressable range.*/ },
  { code: 'no-memory', pattern: /device is empty/ },
  { code: 'block-stays-online', pattern: /memory memory\d+: Offline failed\./ },
  { code: 'block-unaligned', pattern: /unaligned hotplug range.*|Section-unaligned hotplug range.*/ },
];

/** Failures without a message, by function and errno. */
const FAILED_CALLS: Readonly<Record<string, Code>> = {
  'section_activate -EEXIST': 'subsection-taken',
  'sparse_add_section -EEXIST': 'subsection-taken',
  'vmemmap_populate -ENOMEM': 'memmap-exceeds-ram',
  'section_activate -ENOMEM': 'altmap-full',
  'sparse_add_section -ENOMEM': 'altmap-full',
  'arch_add_memory -ENOMEM': 'altmap-full',
  '__add_pages -ENOMEM': 'altmap-full',
  'devm_memremap_pages -ENOMEM': 'section-taken',
  'devm_memremap_pages -EBUSY': 'section-taken',
  'devm_memremap_pages -EEXIST': 'section-taken',
  '__add_memory -EEXIST': 'address-taken',
  'add_memory_resource -EEXIST': 'block-exists',
  ...CXL_CALLS,
  'size_store -EINVAL': 'size-not-region-align',
  'size_store -ENOSPC': 'no-room',
  'size_store -EBUSY': 'namespace-active',
};

const isFailedCall = (item: TraceItem): item is TraceCall =>
  item.kind === 'call' && item.result.startsWith('-E');

/** Follows an errno down to the call that returned it first. */
function origin(items: readonly TraceItem[], errno: string): TraceCall | undefined {
  const call = items.findLast((item): item is TraceCall => item.kind === 'call' && item.result === errno);
  return call === undefined ? undefined : (origin(call.items, errno) ?? call);
}

/** Tests for a probe by a driver that does not match, which is no failure: the tools try one driver after the other. */
const isTry = ({ items, error }: TraceFile): boolean =>
  error === 'ENOENT' ||
  (error === 'ENODEV' && items.every((item) => item.kind === 'call' && item.items.length === 0));

/** The decisive write, and the call below it that returned the errno first. */
export function placeOf(items: readonly TraceItem[]): Place | undefined {
  const file = items.findLast(
    (item): item is TraceFile =>
      item.kind === 'file' && item.op === 'write' && item.error !== undefined && !isTry(item),
  );
  if (file === undefined) return undefined;
  const errno = `-${file.error}`;
  // Before 5.14, bind_store() returns -ENODEV whatever error the probe returned.
  const probe = file.items.findLast(isFailedCall)?.items.findLast(isFailedCall);
  const from = origin(file.items, errno);
  const call = from?.name === 'bind_store' && probe !== undefined ? origin([probe], probe.result) : from;
  if (call !== undefined) return { function: call.name, args: call.args, errno: call.result };
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  return { function: `${name}_store`, args: file.path, errno };
}

function match(text: string, rules: readonly MessageRule[]): { code: Code; said: string } | undefined {
  for (const { code, pattern } of rules) {
    const found = pattern.exec(text);
    if (found !== null) return { code, said: found[0] };
  }
  return undefined;
}

/** The origin of the last failure of a function whose result no write returns. */
function placeBelow(items: readonly TraceItem[], failed: string): Place | undefined {
  for (const item of [...items].reverse()) {
    if (item.kind !== 'call' && item.kind !== 'file') continue;
    if (item.kind === 'call' && item.name === failed && isFailedCall(item)) {
      const { name, args, result } = origin([item], item.result) ?? item;
      return { function: name, args, errno: result };
    }
    const below = placeBelow(item.items, failed);
    if (below !== undefined) return below;
  }
  return undefined;
}

/** The last log line that identifies a rule; earlier ones did not end the operation. */
export function findInLog(log: readonly LogLine[]): { code: Code; said: string } | undefined {
  for (const { text } of [...log].reverse()) {
    const found = match(text, KERNEL_MESSAGES);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** pfn and dax devices need 16 MiB; the kernel reports less with -ENXIO at their `namespace` attribute. */
const isTooSmallHost = ({ function: name, errno }: Place): boolean =>
  name === 'namespace_store' && errno === '-ENXIO';

/** cxl create-region with operands always exits with 0; its message has the number of regions. */
const DID_NOTHING = /^cxl \w+: cmd_create_region: created 0 regions$/m;

/** A dax device that its driver does not take; the line is that of kernels before and since 6.12. */
const UNUSED_DEVICE =
  /device_dax: probe of dax\S+ failed|device_dax dax\S+: probe with driver device_dax failed/;

/**
 * Tests for an attempt that failed: by its exit code, by the message of the tool, or since a device came up
 * without its driver, which the tools do not report.
 */
export const hasFailed = ({ rc, stderr, log }: Pick<Attempt, 'rc' | 'stderr' | 'log'>): boolean =>
  rc !== 0 || DID_NOTHING.test(stderr) || log.some(({ text }) => UNUSED_DEVICE.test(text));

/** The function below which a command failed that writes no file, or whose writes succeed. */
const failingFunction = ({ rc, argv }: Attempt): string | undefined =>
  isHotPlug(argv) ? '__add_memory' : rc === 0 ? 'dev_dax_probe' : undefined;

function failedPlace(attempt: Attempt): Place | undefined {
  const name = failingFunction(attempt);
  return (name === undefined ? undefined : placeBelow(attempt.items, name)) ?? placeOf(attempt.items);
}

/** The reason why an attempt failed or warned; undefined if it did neither. */
export function diagnose(attempt: Attempt): Finding | undefined {
  const { stderr, log, machine } = attempt;
  const failed = hasFailed(attempt);
  const warned = log.some(({ warning }) => warning !== undefined);
  const { crashed } = machine.kernel.state;
  if (crashed !== undefined) return { code: 'crash', said: crashed };
  if (!failed && !warned) return undefined;
  const place = failed ? failedPlace(attempt) : undefined;
  const at = place === undefined ? {} : { place };
  const said = match(stderr, TOOL_MESSAGES) ?? findInLog(log);
  if (said !== undefined) return { ...said, ...at };
  if (place !== undefined) {
    const code = isTooSmallHost(place) ? 'size-below-16m' : FAILED_CALLS[`${place.function} ${place.errno}`];
    return { code: code ?? 'other', said: `${place.function}: ${place.errno}`, place };
  }
  if (/No space left on device/.test(stderr)) return { code: 'no-room', said: 'No space left on device' };
  return { code: 'other', said: stderr.trim().split('\n').at(-1) ?? '' };
}
