/** Shape of `memsim import --json` for a paste. */
import * as z from 'zod';
import type { ExplainedPaste } from '../../../src/cli/actions/sharing/explain-paste.ts';
import type { ImportReport } from '../../../src/paste/import-paste.ts';
import type { Conflict } from '../../../src/paste/merge/notes.ts';
import type { Problem } from '../../../src/paste/problem.ts';
import type { ReadSource } from '../../../src/paste/read.ts';
import type { BuiltSummary } from '../../../src/paste/summary.ts';
import { EXPERIMENT_OUTPUTS } from './experiments.ts';
import { address, argv, bytes, count, output, record, text } from './parts.ts';

/** Outputs of other commands inside of this one, which has the version. */
const explanation = EXPERIMENT_OUTPUTS.explain.omit({ version: true });
const lint = EXPERIMENT_OUTPUTS.lint.omit({ version: true });

const report = record<ImportReport>()({
  sources: z.array(
    record<ReadSource>()({
      source: text,
      file: text,
      first: count,
      last: count,
      count,
      truncated: z.literal(true).optional(),
    }),
  ),
  encodings: z.array(z.strictObject({ file: text, encoding: text })),
  lines: count,
  unknownLines: count,
  built: record<BuiltSummary>()({
    kernel: text,
    cmdline: text,
    ram: bytes,
    mapFrom: text,
    softReserved: z.array(z.strictObject({ start: address, size: bytes })),
    dimms: count,
    nodes: count,
    regions: z.array(
      z.strictObject({ name: text, bus: text, start: address, size: bytes, namespaces: count }),
    ),
    commands: count,
  }),
  assumed: z.array(text),
  notKnown: z.array(text),
  conflicts: z.array(
    record<Conflict>()({
      about: text,
      says: z.array(
        z.strictObject({
          source: text,
          place: z.strictObject({ file: text, line: count }).optional(),
          value: text,
        }),
      ),
      choice: text,
    }),
  ),
  differs: z.array(text),
  problem: record<Problem>()({
    command: argv.optional(),
    typed: text.optional(),
    said: z.array(text),
    logged: z.array(text),
  }),
});

/** Report of an import of a paste; `explained` is there with --explain. */
export const IMPORTED = output({
  ...report.shape,
  explained: record<ExplainedPaste>()({
    command: explanation.optional(),
    messages: z.array(explanation),
    unexplained: z.array(text),
    lint: lint.optional(),
    objects: z.array(explanation),
  }).optional(),
});
