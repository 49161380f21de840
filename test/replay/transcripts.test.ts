import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPlatform } from '../../src/firmware/schema.ts';
import { type FailedStep, replayTranscript } from '../../src/replay/replay.ts';
import { reportFile } from '../../src/replay/report.ts';
import { parseTranscript } from '../../src/replay/transcript.ts';
import { cxl } from '../../src/tools/cxl/main.ts';
import { daxctl } from '../../src/tools/daxctl/main.ts';
import { ndctl } from '../../src/tools/ndctl/main.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'transcripts');
const transcripts = readdirSync(FOLDER).flatMap((kernel) =>
  readdirSync(join(FOLDER, kernel)).map((file) => join(kernel, file)),
);

/**
 * Answers that depend on where the kernel put allocations of its own, which are not modelled: a memory
 * block that an allocation after boot made unremovable. By file: boot, step and the recorded line.
 */
const UNMODELLED: Record<string, string[]> = {
  '4.9.35/long-e820-01.json': ['1.107 memory117'],
  '4.9.35/long-e820-05.json': ['1.107 memory117'],
  '4.12.4/long-e820-05.json': ['1.107 memory117'],
  '4.14.67/long-e820-05.json': ['1.107 memory117'],
  '4.19.13/probe-zones-in-order.json': ['1.25 memory49', '1.28 memory49'],
};

/** A step in which nothing differs but that one block is recorded as not removable, as `BOOT.STEP BLOCK`. */
function unremovable({ boot, step, differences }: FailedStep): string | undefined {
  const [only, ...others] = differences;
  if (only?.what !== 'memory blocks' || others.length > 0) return undefined;
  const lines = only.recorded.filter((line, i) => line !== only.ours[i]);
  if (lines.length !== 1 || only.recorded.length !== only.ours.length) return undefined;
  const block = /^block (memory\d+) state online valid_zones \w+ removable 0$/.exec(lines[0]!)?.[1];
  return block && `${boot}.${step} ${block}`;
}

describe('recorded machines, replayed', () => {
  it('are more than 300, with all that are listed as unmodelled', () => {
    expect(transcripts.length).toBeGreaterThan(300);
    for (const file of Object.keys(UNMODELLED)) expect(transcripts).toContain(file);
  });

  it.each(transcripts)('%s', async (file) => {
    const transcript = parseTranscript(readFileSync(join(FOLDER, file), 'utf8'), file);
    const result = await replayTranscript(transcript, {
      tools: { cxl, ndctl, daxctl },
      parsePlatform: readPlatform,
    });
    const known = result.failed.filter((failed) => unremovable(failed) !== undefined);
    const failed = result.failed.filter((each) => !known.includes(each));
    expect(reportFile({ file, ...result, failed })).toEqual([]);
    expect(known.map(unremovable)).toEqual(UNMODELLED[file] ?? []);
    expect(result.matched).toBe(result.steps - known.length);
  });
});
