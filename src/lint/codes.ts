/** Diagnostics of a `memmap=`: stable codes and their wording. */
import { typedSize } from '../lib/quantity.ts';
import { hex } from '../lib/units.ts';

/** A `note` is information, not a fault. */
type Severity = 'error' | 'warning' | 'note';

export interface LintFinding {
  code: LintCode;
  severity: Severity;
  /** The option the finding is about; empty for the whole command line. */
  piece: string;
  text: string;
}

/** Values used in the wording of a code. */
export interface Facts {
  piece?: string;
  other?: string;
  at?: number;
  end?: number;
  size?: number;
  /** First address behind the last RAM. */
  endOfRam?: number;
  count?: number;
  word?: string;
}

const at = ({ at: value = 0 }: Facts): string => hex(value);
const span = ({ at: from = 0, end = 0 }: Facts): string => `${hex(from)}-${hex(end)}`;
const human = ({ size = 0 }: Facts): string => typedSize(size);

const LINT_CODES = {
  'no-number': {
    severity: 'error',
    say: ({ piece }) => `'${piece}' does not begin with a number: the kernel ignores it silently`,
  },
  'trailing-junk': {
    severity: 'warning',
    say: ({ piece }) =>
      `'${piece}' has text after its numbers: the kernel uses the part it can parse and ignores the rest`,
  },
  'cuts-ram': {
    severity: 'error',
    say: (facts) =>
      `no !, @, # or $ follows the size: the kernel removes all RAM from ${at(facts)} up (as mem= does). If the shell expanded '$..', put the option in single quotes`,
  },
  escaped: {
    severity: 'error',
    say: ({ piece }) =>
      `'${piece}' has a backslash, which reaches the kernel: write it in single quotes without one`,
  },
  'no-size': { severity: 'error', say: () => 'the range has no size: it has no effect' },
  overlap: {
    severity: 'error',
    say: (facts) =>
      `overlaps ${facts.other} at ${span(facts)}: the map is split at each end, into more regions than requested`,
  },
  'kernel-text': {
    severity: 'error',
    say: (facts) =>
      `${span(facts)} is in the first 64 MiB, which holds the kernel, its first page tables and the initrd (memsim reserves all of it for them): a real machine does not boot`,
  },
  'not-ram': {
    severity: 'error',
    say: (facts) =>
      `${span(facts)} is not usable RAM but ${facts.word}: data written there is lost or does damage`,
  },
  'adds-ram': {
    severity: 'error',
    say: (facts) =>
      `${span(facts)} is ${facts.word} in the firmware's map: the kernel would use it as RAM although there is none`,
  },
  'not-modelled': {
    severity: 'note',
    say: ({ word }) => `has no effect in memsim; on a real machine it ${word}`,
  },
  'other-release': {
    severity: 'warning',
    say: ({ word }) => `is not a parameter of this kernel (${word}): the kernel ignores it`,
  },
  misspelt: {
    severity: 'warning',
    say: ({ other }) => `is not known to memsim and has no effect (did you mean ${other}?)`,
  },
  kaslr: {
    severity: 'warning',
    say: () =>
      'physical KASLR (RANDOMIZE_BASE) may place the kernel in this range, which then splits at both ends of the image: add nokaslr',
  },
  'beyond-ram': {
    severity: 'error',
    say: (facts) =>
      `${span(facts)} is beyond the end of RAM (${hex(facts.endOfRam ?? 0)}): there is no memory`,
  },
  'misaligned-start': {
    severity: 'error',
    say: (facts) =>
      `starts ${human(facts)} after a multiple of 2 MiB: struct pages are allocated by 2 MiB, so it cannot be mapped (since 5.7 it is refused, 5.3 to 5.6 WARN)`,
  },
  'misaligned-size': {
    severity: 'error',
    say: (facts) =>
      `ends ${human(facts)} after a multiple of 2 MiB: without an info block it cannot be mapped`,
  },
  'size-not-16m': {
    severity: 'warning',
    say: (facts) =>
      `is ${human(facts)} more than a multiple of 16 MiB: ndctl does not create a namespace while the region's align is 16 MiB`,
  },
  'below-16m': {
    severity: 'warning',
    say: () => 'is smaller than 16 MiB: only raw access works',
  },
  split: {
    severity: 'warning',
    say: ({ count, other }) => `the effective map has ${count} persistent ranges for ${other} requested`,
  },
  'section-shared': {
    severity: 'warning',
    say: (facts) =>
      `the section of 128 MiB at ${at(facts)} also contains RAM, and this kernel maps whole sections: ${facts.word}`,
  },
  'section-shared-fine': {
    severity: 'note',
    say: (facts) =>
      `the section of 128 MiB at ${at(facts)} also contains RAM: supported since 5.3 (sub-sections); earlier kernels refuse it or shorten the namespace`,
  },
  'soft-not-ram': {
    severity: 'warning',
    say: (facts) => `${span(facts)} is not RAM but ${facts.word}: it does not become Soft Reserved`,
  },
  'soft-misaligned': {
    severity: 'error',
    say: () => 'start and size are not multiples of 2 MiB: dax_hmem refuses the range with error -12',
  },
  'soft-no-device': {
    severity: 'warning',
    say: () =>
      'kernels before 5.10 have no device for a Soft Reserved range without an HMAT: it stays unused',
  },
  'soft-part-block': {
    severity: 'note',
    say: (facts) => `as System RAM it loses ${human(facts)} at its ends, which are parts of memory blocks`,
  },
  panic: { severity: 'error', say: ({ word }) => `the kernel does not boot: ${word}` },
  'quote-bang': {
    severity: 'note',
    say: () =>
      "an interactive bash expands '!' as history, in double quotes too: use single quotes; boot loaders take it literally",
  },
  'quote-dollar': {
    severity: 'note',
    say: () =>
      "a shell expands '$' as a variable: use single quotes; in GRUB's menu write \\$, in /etc/default/grub \\\\\\$",
  },
} as const satisfies Record<string, { severity: Severity; say(facts: Facts): string }>;

type LintCode = keyof typeof LINT_CODES;

/** A finding with the severity and the wording of its code. */
export function finding(code: LintCode, facts: Facts = {}): LintFinding {
  const { severity, say }: { severity: Severity; say(facts: Facts): string } = LINT_CODES[code];
  return { code, severity, piece: facts.piece ?? '', text: say(facts) };
}
