/** Shapes of `--json` of kernels, experiments and diagnoses. */
import * as z from 'zod';
import type { KernelChange, ReleaseEntry } from '../../../src/experiments/releases.ts';
import type { Seen } from '../../../src/experiments/scenarios/check.ts';
import type { Symptom, Workaround } from '../../../src/experiments/scenarios/scenario.ts';
import type { CommandRecord } from '../../../src/experiments/trial.ts';
import type { Difference, Verdict } from '../../../src/explain/explanation.ts';
import type { Answer as Because, PfnModel, PfnOwner, PfnSection } from '../../../src/explain/pfn.ts';
import type { LogLine, Warning } from '../../../src/kernel/kernel/printk.ts';
import type { LintFinding } from '../../../src/lint/codes.ts';
import type { Lint } from '../../../src/lint/lint.ts';
import type { TraceCall, TraceFile, TraceLog } from '../../../src/machine/trace/trace.ts';
import { predicate } from '../../../src/predicate/schema.ts';
import type { FailedStep } from '../../../src/replay/replay.ts';
import type { NamedResult } from '../../../src/replay/report.ts';
import { argv, bytes, count, flag, output, outputOf, rc, record, rows, text } from './parts.ts';

const evidence = z.enum(['recorded', 'read', 'reported']);
const because = record<Because>()({ yes: flag, why: text });
const warning = record<Warning>()({
  at: text,
  function: text,
  calls: z.array(text),
  textBefore: flag.optional(),
  textAfter: flag.optional(),
  taskMarks: flag.optional(),
  placeFirst: flag.optional(),
});
const logLine = record<LogLine>()({ time: count, level: text, text, warning: warning.optional() });

/** Items of a trace, nested. */
const traceFile: z.ZodType = record<TraceFile>()({
  kind: z.literal('file'),
  op: text,
  path: text,
  text: text.optional(),
  span: z.strictObject({ offset: count, length: count }).optional(),
  error: text.optional(),
  value: text.optional(),
  get items(): z.ZodType {
    return z.array(traceItem);
  },
});
const traceCall: z.ZodType = record<TraceCall>()({
  kind: z.literal('call'),
  name: text,
  args: text,
  result: text,
  get items(): z.ZodType {
    return z.array(traceItem);
  },
});
const traceLog = record<TraceLog>()({ kind: z.literal('log'), text, warning: flag });
const traceItem: z.ZodType = z.union([traceFile, traceCall, traceLog]);

const change = record<KernelChange>()({
  id: text,
  subsystem: text,
  commit: text.optional(),
  title: text,
  since: text,
  until: text.optional(),
  backports: z.array(text).optional(),
  dropped: z.array(text).optional(),
  effect: text,
  fixes: text.optional(),
  invisible: text.optional(),
});
const on = z.strictObject({ platform: text, cmdline: text, media: z.enum(['kept', 'empty']) }).optional();
const toggle = z.union([
  z.strictObject({ kind: z.enum(['add', 'remove']), change: text, title: text, option: text }),
  z.strictObject({ kind: z.literal('config'), name: text, value: flag, title: text, option: text }),
]);
const finding = z.strictObject({
  good: text,
  bad: text,
  toggles: z.array(toggle),
  needed: flag,
  others: z.array(toggle),
});
const answer = z.strictObject({
  kernels: z.array(text),
  rc: z.int(),
  stdout: text,
  stderr: text,
  log: z.array(text),
  crashed: text.optional(),
});
const sign = record<Symptom>()({ text, when: predicate as unknown as z.ZodType });
const { id: _id, subsystem: _subsystem, ...commit } = change.shape;
const scenario = {
  name: text,
  title: text,
  about: z.array(text),
  source: text,
  platform: text,
  kernel: text,
  cmdline: text,
  without: z.array(text),
  script: z.array(text),
  fix: text.optional(),
  instead: record<Workaround>()({ text, script: z.array(text) }).optional(),
  fixedBy: z.strictObject(commit).nullable(),
};
const seen = z.array(record<Seen>()({ text, holds: flag }));

const explanation = output({
  subject: text,
  kernel: text,
  rc: rc.optional(),
  said: z.array(text),
  sums: z.array(z.strictObject({ name: text, value: z.number(), unit: text, how: text })),
  tests: z.array(z.strictObject({ name: text, kind: text, left: z.number(), right: z.number(), ok: flag })),
  verdict: record<Verdict>()({
    code: text,
    title: text,
    rule: text,
    said: text,
    place: z.strictObject({ function: text, args: text, errno: text }).optional(),
    differs: z.array(
      record<Difference>()({
        id: text,
        commit: text.optional(),
        title: text,
        since: text,
        effect: text,
        here: flag,
      }),
    ),
  }).optional(),
  releases: z
    .array(
      z.strictObject({
        from: text,
        to: text,
        by: z.enum(['CXL region', 'Soft Reserved', 'RAM']).nullable(),
        blockSize: bytes,
        systemRam: bytes.nullable(),
        lost: bytes,
        memmapOnMemory: flag,
      }),
    )
    .optional(),
  holders: z
    .array(z.strictObject({ region: text, namespace: text, start: z.number(), size: bytes }))
    .optional(),
  fixes: z.array(z.strictObject({ kind: text, what: text, commands: z.array(text) })).optional(),
});

export const EXPERIMENT_OUTPUTS = {
  'kernel list': rows(
    record<ReleaseEntry>()({
      name: text,
      uname: text,
      evidence,
      changes: count,
      brings: z.array(text),
      drops: z.array(text),
    }),
  ),
  'kernel show': output({ uname: text, evidence, config: z.record(text, flag), changes: z.array(change) }),
  'kernel change': output({
    ...change.shape,
    releases: z.array(text),
    fixedBy: z.array(text),
    scenarios: z.array(text),
  }),
  'kernel diff': output({ from: text, to: text, added: z.array(change), removed: z.array(change) }),
  compare: output({
    on,
    kernels: z.array(text),
    commands: count,
    partings: z.array(z.strictObject({ index: count, argv, answers: z.array(answer) })),
  }),
  sweep: output({
    on,
    rows: z.array(
      z.strictObject({
        kernel: text,
        outcome: z.enum(['ok', 'failed', 'WARN', 'crashed']),
        failed: z.strictObject({ command: text, rc: z.int() }).optional(),
        complaint: text.optional(),
        answer: text,
      }),
    ),
  }),
  bisect: output({ on, good: text, bad: text, tried: count, answer: finding, turn: finding.optional() }),
  'scenario list': rows(z.strictObject({ name: text, title: text, kernel: text, fix: text.nullable() })),
  'scenario show': output({ ...scenario, fails: z.array(sign), passes: z.array(sign) }),
  'scenario run': output({
    ...scenario,
    verdict: z.enum(['shows', 'gone', 'neither']),
    fails: seen,
    passes: seen,
    with: z.array(text),
    crashed: text.nullable(),
    steps: z.array(
      record<CommandRecord>()({
        argv,
        rc: z.int(),
        stdout: text,
        stderr: text,
        log: z.array(logLine),
        crashed: text.optional(),
      }),
    ),
  }),
  explain: explanation,
  'explain hotplug-dram': explanation,
  lint: outputOf<Lint>()({
    cmdline: text,
    kernel: text,
    findings: z.array(
      record<LintFinding>()({
        code: text,
        severity: z.enum(['error', 'warning', 'note']),
        piece: text,
        text,
      }),
    ),
    instead: text.optional(),
  }),
  trace: output({ argv, rc, items: z.array(traceItem) }),
  replay: output({
    files: z.array(
      record<NamedResult>()({
        file: text,
        name: text,
        kernel: text,
        steps: count,
        matched: count,
        failed: z.array(
          record<FailedStep>()({
            boot: count,
            step: count,
            command: text,
            differences: z.array(
              z.strictObject({ what: text, recorded: z.array(text), ours: z.array(text) }),
            ),
          }),
        ),
      }),
    ),
  }),
  run: output({ line: count, argv, rc: z.int(), stdout: text, stderr: text, dmesg: z.array(text) }),
  pfn: rows(
    record<PfnModel>()({
      address: z.number(),
      pfn: count,
      kernel: text,
      resources: z.array(text),
      section: record<PfnSection>()({
        number: count,
        present: flag,
        early: flag.optional(),
        online: flag.optional(),
        taint: flag.optional(),
        memmap: text.optional(),
      }),
      subsection: z.strictObject({ number: count, active: flag }).nullable(),
      block: z.strictObject({ name: text, state: text }).nullable(),
      node: z.int(),
      zone: text.nullable(),
      pagemap: record<PfnOwner>()({
        owner: text,
        driver: text,
        type: text,
        frame: z.enum(['data', 'info block', 'struct pages']),
      }).nullable(),
      pfnValid: because,
      onlinePage: because,
      softOffline: text,
    }),
  ),
  'hmm types': output({
    kernel: text,
    types: z.array(text),
    rules: z.array(z.strictObject({ step: text, by: z.array(text), differs: flag })),
  }),
};
