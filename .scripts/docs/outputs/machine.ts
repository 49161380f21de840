/** Shapes of `--json` of commands on the machine, its files and its saved states. */
import * as z from 'zod';
import { IMPORTED } from './import.ts';
import { address, argv, bytes, count, flag, output, rc, rows, text, writtenFile } from './parts.ts';

const boot = output({
  booted: flag,
  kernel: text,
  cmdline: text,
  seed: count,
  crashed: text.optional(),
});

/** A file with facts, or the name of its error. */
const files = <T extends z.ZodRawShape>(facts: T) =>
  output({
    files: z.array(
      z.union([z.strictObject({ path: text, ...facts }), z.strictObject({ path: text, error: text })]),
    ),
  });

const step = output({ argv, left: count });

export const MACHINE_OUTPUTS = {
  boot,
  reboot: boot,
  reset: output({ removed: flag }),
  platforms: rows(z.strictObject({ name: text, about: text })),
  undo: step,
  redo: step,
  history: rows(z.strictObject({ number: count, argv, place: z.enum(['done', 'present', 'undone']) })),
  snapshot: z.union([rows(text), output({ snapshot: text })]),
  restore: output({ snapshot: text }),
  export: output({ file: text, bytes }),
  import: z.union([output({ kernel: text, commands: count }), IMPORTED]),
  cat: files({ text }),
  ls: files({ entries: z.array(z.strictObject({ name: text, mode: text, target: text.optional() })) }),
  readlink: files({ target: text }),
  find: output({ paths: z.array(text) }),
  write: output({ path: text, value: text, error: text.nullable() }),
  peek: output({ device: text, offset: address, hex: text.regex(/^([0-9a-f]{2})*$/) }),
  poke: output({ device: text, offset: address, length: bytes }),
  race: output({
    writes: z.array(z.strictObject({ path: text, value: text, rc: rc.nullable() })),
  }),
  help: z.union([
    rows(z.strictObject({ command: text, group: text, about: text })),
    output({
      command: text,
      about: text,
      usage: text,
      arguments: z.array(z.strictObject({ name: text, about: text, required: flag, variadic: flag })),
      options: z.array(z.strictObject({ flags: text, about: text })),
    }),
    output({ command: text, about: text, text }),
  ]),
  completion: output({ shell: text, script: text }),
  web: writtenFile,
  cast: writtenFile,
  'sysfs export': output({ folder: text, files: count, links: count, unreadable: z.array(text) }),
};
