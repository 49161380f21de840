/**
 * Which rule a command met: its diagnostic code, found by what the tool and the kernel said and by the call
 * in which the failure began. codes.ts has the words.
 */
import type { LogLine } from '../kernel/kernel/printk.ts';
import type { TraceCall, TraceFile, TraceItem } from '../machine/trace/trace.ts';
import type { Attempt } from './attempt.ts';
import type { Code } from './codes.ts';

/** Where a failure began. */
export interface Place {
  function: string;
  args: string;
  errno: string;
}

export interface Finding {
  code: Code;
  /** The words that gave it away. */
  said: string;
  place?: Place;
}

interface Saying {
  code: Code;
  pattern: RegExp;
}

/** What ndctl and daxctl say before they ask the kernel. */
const TOOL_SAYS: readonly Saying[] = [
  { code: 'size-not-region-align', pattern: /align setting is 0x[0-9a-f]+ size 0x[0-9a-f]+ is misaligned/ },
  { code: 'size-not-align', pattern: /must align to interleave-width: \d+ and alignment: \d+/ },
  { code: 'align-unsupported', pattern: /unsupported align: \S+/ },
  { code: 'align-unsupported', pattern: /align must be a power-of-2 greater than 4096/ },
  { code: 'mode-without-align', pattern: /does not support setting an alignment.*/ },
  { code: 'size-below-16m', pattern: /must be >= 16MiB for '\w+' mode/ },
  { code: 'no-labels-no-sizes', pattern: /label-less namespaces do not support sub-dividing a region/ },
  { code: 'namespace-active', pattern: /is active, specify --force.*/ },
];

/** What the kernel logs; a WARN's text counts as well. */
const KERNEL_SAYS: readonly Saying[] = [
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
  { code: 'address-taken', pattern: /could not reserve region .*/ },
  { code: 'altmap-invalid', pattern: /memory add fail, invalid altmap/ },
  { code: 'no-node', pattern: /rejecting DAX region with invalid node.*/ },
  { code: 'below-a-block', pattern: /rejecting DAX region without any memory after alignment/ },
  { code: 'block-unaligned', pattern: /unaligned hotplug range.*|Section-unaligned hotplug range.*/ },
];

/** Failures that nobody words, by function and errno. */
const CALL_FAILS: Readonly<Record<string, Code>> = {
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
  'size_store -EINVAL': 'size-not-region-align',
  'size_store -ENOSPC': 'no-room',
  'size_store -EBUSY': 'namespace-active',
};

const isFailedCall = (item: TraceItem): item is TraceCall =>
  item.kind === 'call' && item.result.startsWith('-E');

/** Follows an errno down to the call that it came from. */
function origin(items: readonly TraceItem[], errno: string): TraceCall | undefined {
  const call = items.findLast((item): item is TraceCall => item.kind === 'call' && item.result === errno);
  return call === undefined ? undefined : (origin(call.items, errno) ?? call);
}

/** A driver that does not know a device is no failure: a tool tries one after the other. */
const isTry = ({ items, error }: TraceFile): boolean =>
  error === 'ENOENT' ||
  (error === 'ENODEV' && items.every((item) => item.kind === 'call' && item.items.length === 0));

/** The write that decided, and the call below it where the errno comes from. */
export function placeOf(items: readonly TraceItem[]): Place | undefined {
  const file = items.findLast(
    (item): item is TraceFile =>
      item.kind === 'file' && item.op === 'write' && item.error !== undefined && !isTry(item),
  );
  if (file === undefined) return undefined;
  const errno = `-${file.error}`;
  // Before 5.14 a bind says -ENODEV whatever the probe said.
  const probe = file.items.findLast(isFailedCall)?.items.findLast(isFailedCall);
  const from = origin(file.items, errno);
  const call = from?.name === 'bind_store' && probe !== undefined ? origin([probe], probe.result) : from;
  if (call !== undefined) return { function: call.name, args: call.args, errno: call.result };
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  return { function: `${name}_store`, args: file.path, errno };
}

function heard(text: string, sayings: readonly Saying[]): { code: Code; said: string } | undefined {
  for (const { code, pattern } of sayings) {
    const found = pattern.exec(text);
    if (found !== null) return { code, said: found[0] };
  }
  return undefined;
}

/** The last line of the log that gives a rule away: what came before it was not the end. */
export function heardInLog(log: readonly LogLine[]): { code: Code; said: string } | undefined {
  for (const { text } of [...log].reverse()) {
    const found = heard(text, KERNEL_SAYS);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Personalities need 16 MiB, which the kernel says with -ENXIO at their `namespace` attribute. */
const isTooSmallHost = ({ function: name, errno }: Place): boolean =>
  name === 'namespace_store' && errno === '-ENXIO';

/** Why an attempt failed or warned; undefined when it did neither. */
export function diagnose({ rc, stderr, log, items, machine }: Attempt): Finding | undefined {
  const warned = log.some(({ warning }) => warning !== undefined);
  const { crashed } = machine.kernel.state;
  if (crashed !== undefined) return { code: 'crash', said: crashed };
  if (rc === 0 && !warned) return undefined;
  const place = rc === 0 ? undefined : placeOf(items);
  const at = place === undefined ? {} : { place };
  const said = heard(stderr, TOOL_SAYS) ?? heardInLog(log);
  if (said !== undefined) return { ...said, ...at };
  if (place !== undefined) {
    const code = isTooSmallHost(place) ? 'size-below-16m' : CALL_FAILS[`${place.function} ${place.errno}`];
    return { code: code ?? 'other', said: `${place.function}: ${place.errno}`, place };
  }
  if (/No space left on device/.test(stderr)) return { code: 'no-room', said: 'No space left on device' };
  return { code: 'other', said: stderr.trim().split('\n').at(-1) ?? '' };
}
