/** All families, each with its share of a run: inputs for every thousand cases. */
import { BOOTS, COMMAND_LINES, SEQUENCES } from './commands.ts';
import type { AnyFamily } from './family.ts';
import { EXPORTS, LESSON_FILES, MEDIA, PLATFORM_FILES, STATES, TRANSCRIPTS } from './files.ts';
import { SHARDS } from './shards.ts';

export const FAMILIES: readonly { family: AnyFamily; share: number }[] = [
  { family: COMMAND_LINES, share: 40 },
  { family: BOOTS, share: 30 },
  { family: SEQUENCES, share: 0.2 },
  { family: EXPORTS, share: 60 },
  { family: STATES, share: 60 },
  { family: SHARDS, share: 5 },
  { family: PLATFORM_FILES, share: 40 },
  { family: TRANSCRIPTS, share: 280 },
  { family: LESSON_FILES, share: 190 },
  { family: MEDIA, share: 5 },
];
