import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPlatform } from '../../src/firmware/schema.ts';
import { replayTranscript } from '../../src/replay/replay.ts';
import { reportFile } from '../../src/replay/report.ts';
import { parseTranscript } from '../../src/replay/transcript.ts';
import { daxctl } from '../../src/tools/daxctl/main.ts';
import { ndctl } from '../../src/tools/ndctl/main.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'fixtures', 'transcripts');
const transcripts = readdirSync(FOLDER).flatMap((kernel) =>
  readdirSync(join(FOLDER, kernel)).map((file) => join(kernel, file)),
);

describe('recorded machines, replayed', () => {
  it('are there', () => {
    expect(transcripts.length).toBeGreaterThan(150);
  });

  it.each(transcripts)('%s', async (file) => {
    const transcript = parseTranscript(readFileSync(join(FOLDER, file), 'utf8'), file);
    const result = await replayTranscript(transcript, {
      tools: { ndctl, daxctl },
      parsePlatform: readPlatform,
    });
    expect(reportFile({ file, ...result })).toEqual([]);
    expect(result.matched).toBe(result.steps);
  });
});
