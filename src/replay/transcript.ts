/**
 * Transcripts: the answers of a real kernel and the real tools, step by step. The schema is the contract
 * with the recorder; a file that violates it is refused with the location of the error.
 */
import * as z from 'zod/mini';
import { refusal } from '../machine/refusal.ts';

z.config({ jitless: true });

const lines = z.array(z.string());

/** A WARN as recorded: the printed lines in `text`, the back trace in `calls`, innermost first. */
const warning = z.object({
  at: z.nullable(z.string()),
  function: z.nullable(z.string()),
  text: lines,
  calls: lines,
});

const logged = { dmesg: z.optional(lines), warnings: z.optional(z.array(warning)) };

const zone = z.object({
  node: z.int(),
  zone: z.string(),
  spanned: z.int(),
  present: z.int(),
  start_pfn: z.optional(z.int()),
});

const step = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('run'),
    argv: z.array(z.string()).check(z.minLength(1)),
    rc: z.int(),
    stdout: z.string(),
    stderr: z.string(),
    ...logged,
  }),
  z.object({
    op: z.literal('write'),
    path: z.string(),
    value: z.string(),
    rc: z.int(),
    error: z.optional(z.string()),
    ...logged,
  }),
  z.object({
    op: z.literal('sysfs'),
    values: z.record(z.string(), z.union([z.string(), z.object({ error: z.string() })])),
  }),
  z.object({ op: z.literal('cat'), path: z.string(), stdout: z.string() }),
  z.object({ op: z.literal('iomem'), lines }),
  z.object({
    op: z.literal('memory-blocks'),
    blocks: z.array(z.record(z.string(), z.string())),
  }),
  z.object({ op: z.literal('device-zone'), lines }),
  z.object({ op: z.literal('zones'), zones: z.array(zone) }),
  z.object({ op: z.literal('links'), values: z.record(z.string(), z.string()) }),
  z.object({ op: z.literal('firmware-memmap'), lines }),
]);

const bootRecord = z.object({
  platform: z.unknown(),
  cmdline: z.string(),
  kernel: z.string(),
  dmesg: lines,
  warnings: z.optional(z.array(warning)),
  iomem: z.optional(lines),
  zones: z.optional(z.array(zone)),
  steps: z.array(step),
  /** The guest crashed or hung after the last step. */
  truncated: z.optional(z.boolean()),
});

const transcript = z.object({ name: z.string(), about: z.string(), boots: z.array(bootRecord) });

export type RecordedWarning = z.infer<typeof warning>;
export type Step = z.infer<typeof step>;
/** The step of one kind. */
export type StepOf<Op extends Step['op']> = Extract<Step, { op: Op }>;
export type RecordedZone = z.infer<typeof zone>;
export type RecordedBoot = z.infer<typeof bootRecord>;
export type Transcript = z.infer<typeof transcript>;

/** Parses a transcript; `source` is its name in error messages. */
export function parseTranscript(text: string, source: string): Transcript {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw refusal(`${source}: not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  const result = transcript.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw refusal(`${source}: not a transcript: ${issue?.path.join('.')}: ${issue?.message}`);
}
