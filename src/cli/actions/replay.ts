/** `memsim replay FILE..`: recorded transcripts against the model. */
import { readFileSync } from 'node:fs';
import { readPlatform } from '../../firmware/schema.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { type ReplayTools, replayTranscript } from '../../replay/replay.ts';
import { type NamedResult, reportFile, reportSums } from '../../replay/report.ts';
import { parseTranscript } from '../../replay/transcript.ts';
import { daxctl } from '../../tools/daxctl/main.ts';
import { ndctl } from '../../tools/ndctl/main.ts';
import type { Host } from '../host.ts';
import { expandFiles } from '../transcript-files.ts';

const REPLAY: ReplayTools = { tools: { ndctl, daxctl }, parsePlatform: readPlatform };

export interface ReplayOptions {
  json?: boolean;
}

async function replayFile(file: string): Promise<NamedResult> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw refusal(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  return { file, ...(await replayTranscript(parseTranscript(text, file), REPLAY)) };
}

/** Replays each file, or each `.json` of a folder; 0 only if every step matches. */
export async function replay(host: Host, files: string[], options: ReplayOptions): Promise<number> {
  const results: NamedResult[] = [];
  for (const file of expandFiles(files)) {
    const result = await replayFile(file);
    results.push(result);
    const lines = options.json ? [] : reportFile(result);
    if (lines.length > 0) host.stdout.write(`${lines.join('\n')}\n`);
  }
  if (results.length === 0) throw refusal('replay: no transcripts there', EXIT.usage);
  const sums = options.json ? [JSON.stringify({ files: results }, null, 2)] : reportSums(results);
  host.stdout.write(`${sums.join('\n')}\n`);
  return results.every((result) => result.failed.length === 0) ? 0 : EXIT.failed;
}
