/**
 * `npm run truth -- FOLDER..`: replays all transcripts below the folders and writes the counts that
 * `npm run docs` makes docs/truth.md of. Transcripts need not be part of the package; their counts are.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPLAY } from '../../src/cli/actions/replay.ts';
import { replayTranscript } from '../../src/replay/replay.ts';
import { parseTranscript } from '../../src/replay/transcript.ts';
import { type Counts, countTranscript } from './counts.ts';

const OUT = 'fixtures/truth/recorded.json';

/** Transcripts below a folder; other JSON files are skipped. */
const transcriptsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => join(folder, file))
    .filter((file) => readFileSync(file, 'utf8').includes('"boots"'))
    .sort();

const counts: Counts = {};
const folders = process.argv.slice(2);
if (folders.length === 0) throw new Error('usage: npm run truth -- FOLDER..');
const seen = new Set<string>();
for (const file of folders.flatMap(transcriptsIn)) {
  const transcript = parseTranscript(readFileSync(file, 'utf8'), file);
  // A copy counts once.
  const id = JSON.stringify(transcript.boots);
  if (seen.has(id)) continue;
  seen.add(id);
  const { failed } = await replayTranscript(transcript, REPLAY);
  countTranscript(counts, transcript, failed);
}
const sorted = Object.fromEntries(
  Object.entries(counts).sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })),
);
// The formatter keeps pairs of numbers on one line.
const text = JSON.stringify(sorted, undefined, 2).replace(/\[\s+(\d+),\s+(\d+)\s+\]/g, '[$1, $2]');
writeFileSync(OUT, `${text}\n`);
console.log(`${OUT}: ${Object.keys(sorted).join(', ')}`);
