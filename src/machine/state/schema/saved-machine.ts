/**
 * The schema of a saved machine, for untrusted files: a checksum detects damage but no forgery, and code that reads
 * records relies on their types and references.
 */
import * as z from 'zod/mini';
import type { BootRequest } from '../../boot-options.ts';
import type { CommandLog, LoggedCommand } from '../../command-log.ts';
import type { SavedMachine } from '../../machine.ts';
import { firmware, platform } from './firmware.ts';
import { hasHiddenKey } from './hidden-key.ts';
import { kernel } from './kernel.ts';
import { flag, integer, list, maybe, record, table, text, whole, word } from './parts.ts';
import { badReference } from './references.ts';

const request = record<BootRequest>()({
  kernel: word,
  cmdline: text,
  seed: integer,
  config: maybe(table(flag)),
  with: maybe(list(word)),
  without: maybe(list(word)),
});

const exitCode = z.int().check(z.gte(0), z.lte(255));

const commandLog = record<CommandLog>()({
  origin: record<CommandLog['origin']>()({ platform, request }),
  entries: list(record<LoggedCommand>()({ argv: list(text), rc: exitCode, platform: maybe(platform) })),
  dropped: whole,
  size: maybe(whole),
});

export const savedMachine = record<SavedMachine>()({ request, firmware, kernel, commandLog });

/** The first field that is wrong, `kernel.nd.regions.region1.mappings`; `the whole` for no field. */
export const faultIn = ({ issues }: z.core.$ZodError): string =>
  issues[0]?.path.map(String).join('.') || 'the whole';

/**
 * Checks a value that was read from a file.
 *
 * @returns the machine, or the field that is not as memsim writes it
 */
export function checkMachine(value: unknown): { machine: SavedMachine } | { error: string } {
  if (hasHiddenKey(value)) return { error: '__proto__' };
  const result = savedMachine.safeParse(value);
  if (!result.success) return { error: faultIn(result.error) };
  const error = badReference(result.data);
  return error === undefined ? { machine: value as SavedMachine } : { error };
}
