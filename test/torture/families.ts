/** All families, each with its share of a run: inputs for every thousand cases. */
import { BOOTS, COMMAND_LINES, SEQUENCES } from './commands.ts';
import type { AnyFamily } from './family.ts';
import { EXPORTS, LESSON_FILES, MEDIA, PLATFORM_FILES, STATES, TRANSCRIPTS } from './files.ts';

export const FAMILIES: readonly { family: AnyFamily; share: number }[] = [
  { family: COMMAND_LINES, share: 50 },
  { family: BOOTS, share: 70 },
  { family: SEQUENCES, share: 1 },
  { family: EXPORTS, share: 100 },
  { family: STATES, share: 80 },
  { family: PLATFORM_FILES, share: 60 },
  { family: TRANSCRIPTS, share: 30 },
  { family: LESSON_FILES, share: 50 },
  { family: MEDIA, share: 15 },
];
