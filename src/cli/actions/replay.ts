/** `memsim replay`: compares recorded transcripts with the model. */
import { readPlatform } from '../../firmware/schema.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { type ReplayTools, replayTranscript } from '../../replay/replay.ts';
import { type NamedResult, reportFile, reportSums } from '../../replay/report.ts';
import { parseTranscript } from '../../replay/transcript.ts';
import { cxl } from '../../tools/cxl/main.ts';
import { daxctl } from '../../tools/daxctl/main.ts';
import { ndctl } from '../../tools/ndctl/main.ts';
import { readNamed } from '../input/named-files.ts';
import { expandFiles } from '../input/transcript-files.ts';
import { type JsonFlag, printJson } from '../output/print-model.ts';
import type { Host } from '../session/host.ts';
import type { Caller } from '../session/session.ts';

/** The tools and the platform reader of all replays. */
export const REPLAY: ReplayTools = { tools: { cxl, ndctl, daxctl }, parsePlatform: readPlatform };

async function replayFile(host: Host, file: string): Promise<NamedResult> {
  const text = Buffer.from(readNamed(host, file, 'replay')).toString();
  return { file, ...(await replayTranscript(parseTranscript(text, file), REPLAY)) };
}

/** Replays files and folders of transcripts; returns 0 if every step matches. */
export async function replay({ host, out }: Caller, files: string[], flags: JsonFlag): Promise<number> {
  host.expectLongRun?.('script');
  const results: NamedResult[] = [];
  for (const file of expandFiles(files)) {
    const result = await replayFile(host, file);
    results.push(result);
    const lines = flags.json ? [] : reportFile(result);
    if (lines.length > 0) out.write(`${lines.join('\n')}\n`);
  }
  if (results.length === 0) throw refusal('replay: the folders have no transcripts (*.json)', EXIT.usage);
  if (flags.json) printJson(out, { files: results });
  else out.write(`${reportSums(results).join('\n')}\n`);
  return results.every((result) => result.failed.length === 0) ? 0 : EXIT.failed;
}
