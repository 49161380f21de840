/** Shapes of `--json` of kernels, experiments and diagnoses. */
import * as z from 'zod';
import { argv, bytes, count, flag, output, rc, rows, text } from './parts.ts';

const change = z.looseObject({ id: text, subsystem: text, title: text, since: text, effect: text });
const on = z.strictObject({ platform: text, cmdline: text, media: z.enum(['kept', 'empty']) }).optional();
const toggle = z.looseObject({ kind: z.enum(['add', 'remove', 'config']), title: text, option: text });
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
});
const scenario = z.looseObject({ ...output({}).shape, name: text, title: text, kernel: text });

export const EXPERIMENT_OUTPUTS = {
  'kernel list': rows(
    z.looseObject({ name: text, uname: text, changes: count, brings: z.array(text), drops: z.array(text) }),
  ),
  'kernel show': z.looseObject({ ...output({}).shape, uname: text, changes: z.array(change) }),
  'kernel change': z.looseObject({ ...output({}).shape, ...change.shape, releases: z.array(text) }),
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
  'scenario show': scenario,
  'scenario run': scenario,
  explain: output({
    subject: text,
    kernel: text,
    rc: rc.optional(),
    said: z.array(text),
    sums: z.array(z.strictObject({ name: text, value: z.number(), unit: text, how: text })),
    tests: z.array(z.strictObject({ name: text, kind: text, left: z.number(), right: z.number(), ok: flag })),
    verdict: z.looseObject({ code: text, title: text, rule: text, said: text }).optional(),
    holders: z
      .array(z.strictObject({ region: text, namespace: text, start: z.number(), size: bytes }))
      .optional(),
    fixes: z.array(z.strictObject({ kind: text, what: text, commands: z.array(text) })).optional(),
  }),
  lint: z.looseObject({
    ...output({}).shape,
    cmdline: text,
    kernel: text,
    findings: z.array(z.looseObject({ code: text, severity: text, piece: text, text })),
  }),
  trace: output({ argv, rc, items: z.array(z.looseObject({ kind: z.enum(['call', 'file', 'log']) })) }),
  replay: output({ files: z.array(z.looseObject({ file: text })) }),
  run: output({ line: count, argv, rc: z.int(), stdout: text, stderr: text, dmesg: z.array(text) }),
  pfn: rows(z.looseObject({ address: z.number(), pfn: count, kernel: text, resources: z.array(text) })),
  'hmm types': output({
    kernel: text,
    types: z.array(text),
    rules: z.array(z.strictObject({ step: text, by: z.array(text), differs: flag })),
  }),
};
